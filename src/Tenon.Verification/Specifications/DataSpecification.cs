using Tenon.Models.Data;
using Tenon.Tla.Checking;
using static Tenon.Tla.Checking.SpecificationValue;

namespace Tenon.Verification.Specifications;

/// <summary>DataModel.tla beside <see cref="DataModel"/>: what a state of the C# model is in the specification.</summary>
internal static class DataSpecification
{
    /// <summary>What a variable of the specification is in a state of the model: the table in the head of the module.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="s">The state.</param>
    public static SpecificationValue ValueOf(string variable, DataState s) => variable switch
    {
        "hash" => Function(s.Hash.Select((id, tags) => (tags, Number(id)))),
        "pending" => Function(s.Pending.Select((points, node) => (node, PointsOf(points)))),
        "splits" => Set(s.Splits.Select(split => Record(("id", Number(split.Id)), ("rows", PointsOf(split.Rows))))),
        "history" => PointsOf(s.Ingested),
        "nextSplit" => Number(s.NextSplit),
        _ => throw new InvalidDataException($"the C# model has nothing for the variable {variable} of the specification"),
    };

    private static SpecificationValue PointsOf(IEnumerable<DataPoint> points) => SpecificationValue.Tuple(points.Select(point => Record(
        ("request", Number(point.Request)), ("metric", Number(point.Metric)), ("tags", Number(point.Tags)), ("timestamp", Number(point.Timestamp)), ("seriesId", Number(point.SeriesId)))));
}

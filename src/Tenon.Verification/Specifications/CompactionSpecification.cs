using Tenon.Models;
using Tenon.Models.Windows;
using Tenon.Tla.Checking;
using static Tenon.Tla.Checking.SpecificationValue;

namespace Tenon.Verification.Specifications;

/// <summary>WindowedCompaction.tla beside <see cref="WindowedCompaction"/>: what a state of the C# model is in the specification.</summary>
internal static class CompactionSpecification
{
    /// <summary>What a variable of the specification is in a state of the model: the table in the head of the module.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="s">The state.</param>
    public static SpecificationValue ValueOf(string variable, CompactionState s) => variable switch
    {
        "time" => Number(s.Time),
        "duration" => Number(s.Duration),
        "splits" => Set(s.Splits.Select(split => Record(
            ("id", Number(split.Id)), ("scope", Number(split.Scope)), ("window", Number(split.WindowStart)), ("columns", ColumnsOf(split.Columns)), ("rows", RowsOf(split.Rows))))),
        "buffers" => Function(s.Buffers.Select(buffer => (SpecificationValue.Tuple([Number(buffer.Scope), Number(buffer.WindowStart)]), RowsOf(buffer.Rows)))),
        "history" => SpecificationValue.Tuple(s.History.Select(point => Record(
            ("scope", Number(point.Scope)), ("timestamp", Number(point.Timestamp)), ("key", Number(point.SortKey)), ("columns", ColumnsOf(point.Columns)), ("arrival", Number(point.Arrival))))),
        "nextSplit" => Number(s.NextSplit),
        _ => throw new InvalidDataException($"the C# model has nothing for the variable {variable} of the specification"),
    };

    private static SpecificationValue RowsOf(IEnumerable<CompactionRow> rows) => SpecificationValue.Tuple(rows.Select(row => Record(
        ("point", Number(row.Point)), ("timestamp", Number(row.Timestamp)), ("key", Number(row.SortKey)), ("cells", Function(row.Cells.Select(cell => (cell.Key, Number(cell.Value))))))));

    private static SpecificationValue ColumnsOf(int columns) => Set(ColumnBits.In(columns).Select(column => Number(column)));
}

using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Writing;

/// <summary>What a file says of itself.</summary>
public sealed record ParquetFileWriterOptions
{
    /// <summary>The writer's name in the footer, in the form that readers parse to work around old errors: <c>application version x.y.z</c>.</summary>
    public string CreatedBy { get; init; } = "tenon version 0.1.0";

    /// <summary>How the rows of every row group are sorted; empty to claim no order.</summary>
    public IReadOnlyList<SortingColumn> SortingColumns { get; init; } = [];

    /// <summary>Whether column indexes are written. Offset indexes always are.</summary>
    public bool WriteColumnIndex { get; init; } = true;

    /// <summary>Most bytes of the footer. Readers have to hold all of it, and most refuse far smaller ones than the format's 2 GiB.</summary>
    public int MaximumFooterBytes { get; init; } = 256 << 20;
}

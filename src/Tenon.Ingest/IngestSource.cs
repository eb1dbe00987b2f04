using Tenon.Parquet;

namespace Tenon.Ingest;

/// <summary>How rows are written in a file.</summary>
public enum IngestFormat
{
    /// <summary>Parquet.</summary>
    Parquet,

    /// <summary>One JSON object a line, in UTF-8.</summary>
    Ndjson,

    /// <summary>RFC 4180 in UTF-8, with a header line.</summary>
    Csv,
}

/// <summary>A file to be ingested. Immutable.</summary>
/// <param name="Name">Its name in messages.</param>
/// <param name="Format">How rows are written in it.</param>
/// <param name="Open">Opens it; whoever called it disposes what it returns.</param>
public sealed record IngestSource(string Name, IngestFormat Format, Func<IRangeSource> Open)
{
    /// <summary>A local file.</summary>
    /// <param name="path">The path; what is behind the last dot says the format.</param>
    /// <returns>The source.</returns>
    /// <exception cref="IngestException">The name ends in none of <c>.parquet</c>, <c>.ndjson</c>, <c>.jsonl</c>, <c>.json</c> and <c>.csv</c>.</exception>
    public static IngestSource OfFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string extension = Path.GetExtension(path);
        IngestFormat format = extension.ToUpperInvariant() switch
        {
            ".PARQUET" => IngestFormat.Parquet,
            ".NDJSON" or ".JSONL" or ".JSON" => IngestFormat.Ndjson,
            ".CSV" => IngestFormat.Csv,
            _ => throw new IngestException($"{path}: its name ends in '{extension}'; .parquet, .ndjson, .jsonl, .json or .csv is expected"),
        };
        return new IngestSource(path, format, () => FileRangeSource.Open(path));
    }
}

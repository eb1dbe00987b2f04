using System.Globalization;

namespace Tenon.Parquet.Reading;

/// <summary>Bugs of writers that a reader has to know.</summary>
internal static class WriterVersion
{
    /// <summary>Bytes by which a chunk may be longer than its metadata says; a dictionary page header takes fewer.</summary>
    public const int ForgottenHeaderBytes = 100;

    private const string ParquetJava = "parquet-mr";

    /// <summary>Whether the writer left the dictionary page's header out of a chunk's size: parquet-java before 1.2.9 (PARQUET-816).</summary>
    /// <param name="createdBy">The footer's created_by, <c>parquet-mr version 1.2.8 (build ...)</c>; early ones say <c>parquet-mr</c> alone.</param>
    public static bool ForgetsDictionaryHeader(string? createdBy)
    {
        if (createdBy is null || !createdBy.StartsWith(ParquetJava, StringComparison.Ordinal))
        {
            return false;
        }

        const string Before = " version ";
        int at = createdBy.IndexOf(Before, StringComparison.Ordinal);
        string version = at < 0 ? "" : createdBy[(at + Before.Length)..].Split(' ', '-')[0];
        int[] parts = [.. version.Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0), 0, 0, 0];
        return (parts[0], parts[1], parts[2]).CompareTo((1, 2, 9)) < 0;
    }
}

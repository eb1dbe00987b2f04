using System.Globalization;

namespace Tenon.Parquet.Reading;

/// <summary>Bugs of writers that a reader has to know.</summary>
internal static class WriterVersion
{
    /// <summary>Bytes by which a chunk may be longer than its metadata says; a dictionary page header takes fewer.</summary>
    public const int ForgottenHeaderBytes = 100;

    private const string ParquetJava = "parquet-mr";
    private const string ParquetCpp = "parquet-cpp";
    private const string BeforeVersion = " version ";

    /// <summary>Whether the writer left the dictionary page's header out of a chunk's size: parquet-java before 1.2.9 (PARQUET-816).</summary>
    /// <param name="createdBy">The footer's created_by, <c>parquet-mr version 1.2.8 (build ...)</c>; early ones say <c>parquet-mr</c> alone.</param>
    public static bool ForgetsDictionaryHeader(string? createdBy) =>
        createdBy is not null && createdBy.StartsWith(ParquetJava, StringComparison.Ordinal) && VersionIn(createdBy).CompareTo((1, 2, 9)) < 0;

    /// <summary>Whether the writer compresses the values of v2 pages and says that it does not: parquet-cpp before Arrow 3.0.0, when it had versions
    /// of its own (ARROW-10353).</summary>
    /// <param name="createdBy">The footer's created_by, <c>parquet-cpp version 1.5.1-SNAPSHOT</c>; from Arrow 3.0.0 on it is <c>parquet-cpp-arrow version 3.0.0</c>.</param>
    public static bool DeniesCompression(string? createdBy) =>
        createdBy is not null && (createdBy == ParquetCpp || createdBy.StartsWith(ParquetCpp + " ", StringComparison.Ordinal)) && VersionIn(createdBy).CompareTo((2, 0, 0)) < 0;

    /// <summary>Whether the writer's BIT_PACKED levels begin at the lowest bit, where the format says the highest: Impala (IMPALA-3006), in files of tests only.</summary>
    /// <param name="createdBy">The footer's created_by, <c>impala version 2.11.0 (build ...)</c>.</param>
    public static bool PacksLevelsBackwards(string? createdBy) => createdBy is not null && createdBy.StartsWith("impala", StringComparison.Ordinal);

    private static (int Major, int Minor, int Patch) VersionIn(string createdBy)
    {
        int at = createdBy.IndexOf(BeforeVersion, StringComparison.Ordinal);
        string version = at < 0 ? "" : createdBy[(at + BeforeVersion.Length)..].Split(' ', '-')[0];
        int[] parts = [.. version.Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0), 0, 0, 0];
        return (parts[0], parts[1], parts[2]);
    }
}

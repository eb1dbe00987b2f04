using System.Globalization;
using Tenon.Storage;

namespace Tenon.Pipeline.Inputs;

/// <summary>A hash of a file's end, where Parquet keeps sizes, statistics and places of everything: two versions of a file with equal ends are
/// copies of one another, whatever their times say. It guards against merging a touched or restored file twice, not against forgery.</summary>
internal static class Fingerprint
{
    /// <summary>Covers the footers of most files; reading it costs little beside reading the file.</summary>
    private const int EndBytes = 64 * 1024;

    public static string Of(InputFile input)
    {
        using IObjectReader reader = input.Store.OpenRead(input.Key);
        byte[] end = new byte[Math.Min(EndBytes, reader.SizeBytes)];
        reader.Read(reader.SizeBytes - end.Length, end);
        ulong hash = 14695981039346656037; // FNV-1a, 64 bits: offset basis and prime of its definition.
        foreach (byte b in end)
        {
            hash = unchecked((hash ^ b) * 1099511628211); // The hash is defined modulo 2^64.
        }

        return string.Create(CultureInfo.InvariantCulture, $"{reader.SizeBytes}-{hash:x16}");
    }
}

using System.Buffers;
using System.Security.Cryptography;
using Tenon.Parquet;
using Tenon.Splits;

namespace Tenon.Pipeline.Homes;

/// <summary>The identity of an ingest: the index, the bytes of the file, and a label. So a file is ingested once, however often that is asked for, and
/// whatever became of the answers; under another label it is ingested again.</summary>
public static class ContentToken
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Reads a file and names its ingest.</summary>
    /// <param name="index">The index, in its incarnation.</param>
    /// <param name="source">The file.</param>
    /// <param name="label">What tells a deliberate repetition from a retry; empty for the first time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The token, in which SHA-256 stands for the bytes.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Of(IndexUid index, IRangeSource source, string label, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(label);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (long at = 0; at < source.Length;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(BufferBytes, source.Length - at));
                source.ReadExactly(at, piece);
                hash.AppendData(piece);
                at += piece.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        string again = label.Length == 0 ? "" : "/" + label;
        return $"ingest/{index}/{Convert.ToHexStringLower(hash.GetHashAndReset())}{again}";
    }
}

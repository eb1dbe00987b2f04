using System.Buffers;

namespace Tenon.Storage;

/// <summary>What a store tells about an object without reading it.</summary>
/// <param name="Path">The path relative to the store's root, which for a stranger's object may be no <see cref="ObjectKey"/>.</param>
/// <param name="SizeBytes">Bytes.</param>
/// <param name="Modified">When its content last changed, by the store's clock.</param>
/// <param name="Version">Opaque text that differs whenever another content was put under the same name.</param>
public sealed record ObjectInfo(string Path, long SizeBytes, DateTimeOffset Modified, string Version);

/// <summary>Size and checksum of an object's bytes.</summary>
/// <param name="SizeBytes">Bytes.</param>
/// <param name="Crc32C">CRC-32C of all of them.</param>
public readonly record struct ObjectChecksum(long SizeBytes, uint Crc32C)
{
    /// <summary>Enough to keep a disk busy, little enough to stay in a processor's cache.</summary>
    private const int PieceBytes = 256 * 1024;

    /// <summary>Reads an object's bytes and sums them up.</summary>
    /// <param name="reader">The object.</param>
    /// <param name="cancellationToken">Cancels between two pieces.</param>
    /// <returns>Size and checksum of what was read.</returns>
    /// <exception cref="StorageException">The store failed.</exception>
    public static ObjectChecksum Of(IObjectReader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(PieceBytes, reader.SizeBytes));
        var crc = default(Crc32C);
        for (long at = 0; at < reader.SizeBytes;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, reader.SizeBytes - at));
            reader.Read(at, piece);
            crc.Append(piece);
            at += piece.Length;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return new ObjectChecksum(reader.SizeBytes, crc.Value);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{SizeBytes} bytes, CRC-32C {Crc32C:x8}");
}

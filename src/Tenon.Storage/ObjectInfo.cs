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
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{SizeBytes} bytes, CRC-32C {Crc32C:x8}");
}

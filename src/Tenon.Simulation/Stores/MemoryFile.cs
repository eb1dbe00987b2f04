using System.Globalization;
using Tenon.Storage;

namespace Tenon.Simulation.Stores;

/// <summary>The bytes of a file, and when they were changed last.</summary>
internal sealed class MemoryContent
{
    private const int FirstBytes = 1024;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    /// <summary>Rises with each change of any file of the store, so that two contents have two versions although the clock stands.</summary>
    public required long Stamp { get; set; }

    public required DateTimeOffset Modified { get; set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Writes bytes at a place; if that is behind the end, there are zeros between.</summary>
    public void Write(int offset, ReadOnlySpan<byte> bytes)
    {
        int end = checked(offset + bytes.Length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Math.Max(FirstBytes, end), (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        }

        bytes.CopyTo(_bytes.AsSpan(offset));
        Length = Math.Max(Length, end);
    }

    /// <summary>Turns a bit of a byte over.</summary>
    public void Turn(int offset) => _bytes.AsSpan(0, Length)[offset] ^= 1;

    /// <summary>A copy of its first bytes.</summary>
    public MemoryContent Prefix(int length) => new() { _bytes = _bytes.AsSpan(0, length).ToArray(), Length = length, Stamp = Stamp, Modified = Modified };
}

/// <summary>A file, which may have several names, or none while somebody has it open.</summary>
internal sealed class MemoryFile(MemoryContent content)
{
    public MemoryContent Content { get; set; } = content;

    /// <summary>What a power cut leaves of it.</summary>
    public MemoryContent Durable { get; set; } = content.Prefix(0);

    public ObjectInfo Describe(string path) =>
        new(path, Content.Length, Content.Modified, string.Create(CultureInfo.InvariantCulture, $"{Content.Stamp}-{Content.Length}"));
}

using System.Numerics;
using System.Runtime.InteropServices;

namespace Tenon.Storage;

/// <summary>CRC-32C (Castagnoli, reflected, as in RFC 3720), a piece at a time.</summary>
internal struct Crc32C
{
    private uint _value;

    /// <summary>The checksum of what was appended; 0 for nothing.</summary>
    public readonly uint Value => _value;

    /// <summary>Continues with more bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint state = ~_value;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            state = BitOperations.Crc32C(state, BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (byte b in bytes[(words.Length * sizeof(ulong))..])
        {
            state = BitOperations.Crc32C(state, b);
        }

        _value = ~state;
    }
}

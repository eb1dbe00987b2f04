using System.Runtime.CompilerServices;

namespace Tenon.Parquet.Memory;

/// <summary>Where a byte-array value lies in unmanaged memory. Owns nothing: valid as long as the buffer it points into.</summary>
/// <param name="Pointer">The first byte; may be null when <paramref name="Length"/> is 0.</param>
/// <param name="Length">Bytes, 0 or more.</param>
public readonly unsafe record struct ByteArrayRef(nint Pointer, int Length)
{
    /// <summary>The bytes of the value.</summary>
    public ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new((void*)Pointer, Length);
    }
}

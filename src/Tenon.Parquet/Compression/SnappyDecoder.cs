using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tenon.Parquet.Compression;

/// <summary>Decodes the elements of a snappy block.</summary>
/// <remarks>
/// The low two bits of each tag say what follows:
/// <code>
///   llllll00            literal of l+1 bytes; l = 60..63: the length minus 1 follows in 1..4 bytes
///   ooolll01 oooooooo   copy l+4 bytes from 11 bits of offset back
///   llllll10 + 2 bytes  copy l+1 bytes from 16 bits of offset back
///   llllll11 + 4 bytes  copy l+1 bytes from 32 bits of offset back
/// </code>
/// Short elements are moved in whole registers where at least <see cref="Margin"/> bytes are left on both sides, which is
/// everywhere but at the end; there each length is checked and copied exactly.
/// </remarks>
internal static unsafe class SnappyDecoder
{
    // A copy is at most 64 bytes long and its last 16-byte store may begin at its 64th byte.
    private const int Margin = 80;

    /// <summary>How to repeat a pattern of 1 to 15 bytes over a register, and by how many whole patterns to go on.</summary>
    private static readonly byte* Patterns = CreatePatterns();

    /// <returns>Null when the destination was filled exactly; otherwise the problem.</returns>
    public static string? Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* sourceStart = source)
        fixed (byte* start = destination)
        {
            return Decode(sourceStart, sourceStart + source.Length, start, start + destination.Length);
        }
    }

    private static string? Decode(byte* source, byte* sourceEnd, byte* start, byte* end)
    {
        unchecked // Pointer differences within one span: nothing here can overflow, and the checks would cost.
        {
            byte* to = start;
            while (source < sourceEnd)
            {
                uint tag = *source++;
                long length;
                long offset;
                if ((tag & 3) == 0)
                {
                    length = (tag >> 2) + 1;
                    if (length <= 16 && sourceEnd - source >= 16 && end - to >= 16)
                    {
                        Vector128.Load(source).Store(to);
                        source += length;
                        to += length;
                        continue;
                    }

                    if (length > 60)
                    {
                        int bytes = (int)length - 60;
                        if (sourceEnd - source < bytes)
                        {
                            return "a literal's length is cut short";
                        }

                        length = 0;
                        for (int i = 0; i < bytes; i++)
                        {
                            length |= (long)source[i] << (8 * i);
                        }

                        length++;
                        source += bytes;
                    }

                    if (length > sourceEnd - source)
                    {
                        return "a literal reaches beyond the end of the data";
                    }

                    if (length > end - to)
                    {
                        return "it gives more";
                    }

                    Buffer.MemoryCopy(source, to, length, length);
                    source += length;
                    to += length;
                    continue;
                }

                if ((tag & 3) == 1)
                {
                    if (sourceEnd - source < 1)
                    {
                        return "a copy's offset is cut short";
                    }

                    length = ((tag >> 2) & 7) + 4;
                    offset = ((tag >> 5) << 8) | *source++;
                }
                else if ((tag & 3) == 2)
                {
                    if (sourceEnd - source < 2)
                    {
                        return "a copy's offset is cut short";
                    }

                    length = (tag >> 2) + 1;
                    offset = Unsafe.ReadUnaligned<ushort>(source);
                    source += 2;
                }
                else
                {
                    if (sourceEnd - source < 4)
                    {
                        return "a copy's offset is cut short";
                    }

                    length = (tag >> 2) + 1;
                    offset = Unsafe.ReadUnaligned<uint>(source);
                    source += 4;
                }

                if (offset == 0 || offset > to - start)
                {
                    return "a copy's offset reaches before the beginning";
                }

                if (end - to >= Margin)
                {
                    CopyFast(to, offset, length);
                }
                else if (length <= end - to)
                {
                    for (long i = 0; i < length; i++)
                    {
                        to[i] = to[i - offset];
                    }
                }
                else
                {
                    return "it gives more";
                }

                to += length;
            }

            return to == end ? null : "it gives fewer bytes";
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyFast(byte* to, long offset, long length)
    {
        unchecked // Pointer differences within one span: nothing here can overflow, and the checks would cost.
        {
            byte* from = to - offset;
            if (offset >= 16)
            {
                Vector128.Load(from).Store(to);
                for (long done = 16; done < length; done += 16)
                {
                    Vector128.Load(from + done).Store(to + done);
                }

                return;
            }

            // The copy overlaps itself within a register: spread its pattern over one and store that.
            byte* pattern = Patterns + (32 * offset);
            Vector128<byte> spread = Vector128.Shuffle(Vector128.Load(from), Vector128.Load(pattern));
            long step = pattern[16];
            for (long done = 0; done < length; done += step)
            {
                spread.Store(to + done);
            }
        }
    }

    private static byte* CreatePatterns()
    {
        // Lives as long as the process. 32 bytes per offset: 16 shuffle indices, then the step.
        byte* patterns = (byte*)NativeMemory.AlignedAlloc(16 * 32, 32);
        for (int offset = 1; offset < 16; offset++)
        {
            for (int i = 0; i < 16; i++)
            {
                patterns[(32 * offset) + i] = (byte)(i % offset);
            }

            patterns[(32 * offset) + 16] = (byte)(16 / offset * offset);
        }

        return patterns;
    }
}

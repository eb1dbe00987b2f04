using Tenon.Merging.Reading;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>What each entry of a chunk's dictionary adds to the words of a packed key, made once for the chunk.</summary>
/// <remarks>Slot -1 of the tables stands for null.</remarks>
internal sealed unsafe class EntryWords : IDisposable
{
    private readonly PooledBuffer _low;
    private readonly PooledBuffer? _high;

    /// <exception cref="KeyRangeException">An entry is outside the range that the dictionaries promised.</exception>
    public EntryWords(KeyField field, ChunkDictionary dictionary, BufferPool pool)
    {
        var place = new FieldPlace(field);
        Dictionary = dictionary.Acquire();
        _low = pool.Rent((dictionary.Count + 1L) * sizeof(ulong));
        _high = place.TouchesWordBefore ? pool.Rent((dictionary.Count + 1L) * sizeof(ulong)) : null;
        try
        {
            Low[-1] = place.LowNull;
            if (_high is not null)
            {
                High[-1] = place.HighNull;
            }

            for (int i = 0; i < dictionary.Count; i++)
            {
                ulong code = KeyCodes.OfEntry(field, dictionary, i);
                Low[i] = place.Low(code);
                if (_high is not null)
                {
                    High[i] = place.High(code);
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The dictionary, held.</summary>
    public ChunkDictionary Dictionary { get; }

    /// <summary>What goes to the field's word.</summary>
    public ulong* Low => (ulong*)_low.Pointer + 1;

    /// <summary>What goes to the word before; null if the field does not touch it.</summary>
    public ulong* High => _high is null ? null : (ulong*)_high.Pointer + 1;

    /// <summary>Whether entry a sorts before entry b (negative), after it (positive), or neither.</summary>
    public int Compare(int a, int b)
    {
        int order = High is null ? 0 : High[a].CompareTo(High[b]);
        return order != 0 ? order : Low[a].CompareTo(Low[b]);
    }

    public void Dispose()
    {
        _low.Dispose();
        _high?.Dispose();
        Dictionary.Release();
    }
}

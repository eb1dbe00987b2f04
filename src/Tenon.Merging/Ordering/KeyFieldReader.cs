using Tenon.Merging.Reading;
using Tenon.Parquet;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>What packing and checking need to know of one field of a block: row by row, and once for each dictionary. One per input; not thread-safe.</summary>
/// <remarks>What it returns is valid until it is asked for the same thing of the next block.</remarks>
internal sealed unsafe class KeyFieldReader(KeyField field, BufferPool pool) : IDisposable
{
    private EntryWords? _words;
    private PooledBuffer? _entries;
    private PooledBuffer? _codes;

    public KeyField Field { get; } = field;

    public FieldPlace Place { get; } = new(field);

    /// <summary>The words of the entries of a slice's dictionary.</summary>
    /// <exception cref="KeyRangeException">An entry is outside the range that the dictionaries promised.</exception>
    public EntryWords WordsOf(KeySlice slice)
    {
        ChunkDictionary dictionary = slice.Dictionary!; // Only asked of slices of indices or runs, which have one.
        if (_words is null || !ReferenceEquals(_words.Dictionary, dictionary))
        {
            _words?.Dispose();
            _words = null; // In case the next line throws.
            _words = new EntryWords(Field, dictionary, pool);
        }

        return _words;
    }

    /// <summary>The dictionary entry of each row of a slice of indices or of runs of them, -1 for null.</summary>
    public int* EntriesOf(KeySlice slice, int count)
    {
        if (slice.Form == ValueForm.Runs)
        {
            PooledBuffer room = Room(ref _entries, (long)count * sizeof(int));
            Span<int> rest = room.SpanOf<int>();
            int done = 0;
            foreach (IndexRun run in slice.Runs)
            {
                rest[done..run.End].Fill(run.Index);
                done = run.End;
            }

            return (int*)room.Pointer;
        }

        var indices = (int*)slice.Values.Pointer;
        if (slice.Present == count)
        {
            return indices;
        }

        var entries = (int*)Room(ref _entries, (long)count * sizeof(int)).Pointer;
        _ = Assembly.DictionaryRows.Spread(slice.DefinitionLevels, maximum: 1, indices, count, entries); // A top-level column has levels 0 and 1.
        return entries;
    }

    /// <summary>The code of each row of a slice that is not dictionary-encoded, 0 for null.</summary>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    public ulong* CodesOf(KeySlice slice, int count)
    {
        var codes = (ulong*)Room(ref _codes, (long)count * sizeof(ulong)).Pointer;
        KeyCodes.OfPlainRows(Field, slice, count, codes);
        return codes;
    }

    public void Dispose()
    {
        _words?.Dispose();
        _entries?.Dispose();
        _codes?.Dispose();
    }

    private PooledBuffer Room(ref PooledBuffer? buffer, long bytes)
    {
        if (buffer is null || buffer.Length < bytes)
        {
            buffer?.Dispose();
            buffer = pool.Rent(bytes);
        }

        return buffer;
    }
}

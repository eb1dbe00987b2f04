using Tenon.Merging.Reading;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Assembly;

/// <summary>Rows of a repeated column: level entries and present values one after another, and where each row begins.</summary>
/// <remarks>Holds what its byte strings point into. Not thread-safe.</remarks>
internal sealed unsafe class RepeatedFrame(int width, BufferPool pool) : IDisposable
{
    private readonly int _valueSize = width == 0 ? sizeof(ByteArrayRef) : width;
    private readonly GrowingBuffer<int> _levelStarts = new(pool);
    private readonly GrowingBuffer<int> _valueStarts = new(pool);
    private readonly GrowingBuffer<byte> _repetition = new(pool);
    private readonly GrowingBuffer<byte> _definition = new(pool);
    private readonly GrowingBuffer<byte> _values = new(pool);
    private readonly List<SharedPage> _pages = [];
    private readonly List<ChunkDictionary> _dictionaries = [];
    private int _valueCount;

    public int LevelCount => _definition.Count;

    public int ValueCount => _valueCount;

    public byte* Repetition => _repetition.Pointer;

    public byte* Definition => _definition.Pointer;

    public byte* Values => _values.Pointer;

    /// <summary>The entries added next are a new row.</summary>
    public void BeginRow()
    {
        _levelStarts.Add(_definition.Count);
        _valueStarts.Add(_valueCount);
    }

    /// <summary>Adds an entry to the last row.</summary>
    /// <param name="repetition">Its repetition level.</param>
    /// <param name="definition">Its definition level.</param>
    /// <param name="value">The value; null if there is none.</param>
    /// <param name="page">What a byte string points into, or null.</param>
    /// <param name="dictionary">What a byte string points into, or null.</param>
    public void Add(byte repetition, byte definition, byte* value, SharedPage? page, ChunkDictionary? dictionary)
    {
        _repetition.Add(repetition);
        _definition.Add(definition);
        if (value is null)
        {
            return;
        }

        _values.AddRange(value, _valueSize);
        _valueCount++;
        if (page is not null && (_pages.Count == 0 || !ReferenceEquals(_pages[^1], page)))
        {
            _pages.Add(page.Acquire());
        }

        if (dictionary is not null && (_dictionaries.Count == 0 || !ReferenceEquals(_dictionaries[^1], dictionary)))
        {
            _dictionaries.Add(dictionary.Acquire());
        }
    }

    /// <summary>Copies a row of another frame behind the last row. The other frame must outlive the use of this one.</summary>
    public void AddRow(RepeatedFrame other, int row, bool isLastRow)
    {
        int level = other._levelStarts.Pointer[row];
        int levels = (isLastRow ? other.LevelCount : other._levelStarts.Pointer[row + 1]) - level;
        int value = other._valueStarts.Pointer[row];
        int values = (isLastRow ? other._valueCount : other._valueStarts.Pointer[row + 1]) - value;
        _repetition.AddRange(other.Repetition + level, levels);
        _definition.AddRange(other.Definition + level, levels);
        _values.AddRange(other.Values + ((long)value * _valueSize), checked(values * _valueSize));
        _valueCount += values;
    }

    public void Dispose()
    {
        _levelStarts.Dispose();
        _valueStarts.Dispose();
        _repetition.Dispose();
        _definition.Dispose();
        _values.Dispose();
        _pages.ForEach(page => page.Release());
        _dictionaries.ForEach(dictionary => dictionary.Release());
    }
}

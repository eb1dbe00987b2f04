namespace Tenon.Parquet.Encodings;

/// <summary>Decodes dictionary indices: one byte of bit width, then the hybrid.</summary>
internal sealed unsafe class IndexDecoder : ValueDecoder
{
    private readonly bool _isEmpty;
    private HybridDecoder _hybrid;
    private HybridDecoder _marked;

    public IndexDecoder(byte* source, long length)
    {
        // A page of only nulls may have no values section at all.
        _isEmpty = length == 0;
        if (!_isEmpty)
        {
            _hybrid = new HybridDecoder(source + 1, length - 1, *source);
        }
    }

    public override void ReadIndices(Span<int> destination, int dictionaryCount)
    {
        RequireValues(destination.Length);
        if (dictionaryCount == 0 && destination.Length > 0)
        {
            throw new ParquetFormatException("the page has dictionary indices, the dictionary is empty");
        }

        _hybrid.Read(destination, (uint)dictionaryCount);
    }

    /// <summary>Notes where it stands, for <see cref="Return"/>.</summary>
    public void Mark() => _marked = _hybrid;

    /// <summary>Goes back to where it stood.</summary>
    public void Return() => _hybrid = _marked;

    /// <summary>Reads indices run by run, like <see cref="HybridDecoder.ReadRun"/>. They are not compared with the number of entries.</summary>
    public int ReadRun(int maximum, uint* indices, out bool isRepeated)
    {
        RequireValues(1);
        return _hybrid.ReadRun(maximum, indices, out isRepeated);
    }

    public override void Skip(int count)
    {
        RequireValues(count);
        _hybrid.Skip(count);
    }

    private void RequireValues(int count)
    {
        if (_isEmpty && count > 0)
        {
            throw Exhausted(count, 0);
        }
    }
}

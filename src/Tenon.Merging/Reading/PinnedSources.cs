using Tenon.Parquet.Memory;

namespace Tenon.Merging.Reading;

/// <summary>What values of a frame point into, pages, dictionaries and copies, held until the frame has been encoded. Not thread-safe.</summary>
internal sealed class PinnedSources
{
    private readonly List<SharedPage> _pages = [];
    private readonly List<ChunkDictionary> _dictionaries = [];
    private readonly List<PooledBuffer> _copies = [];

    /// <summary>Whether no page and no dictionary is held.</summary>
    public bool IsEmpty => _pages.Count == 0 && _dictionaries.Count == 0;

    /// <summary>Takes a block of copied values over.</summary>
    public void Add(PooledBuffer copy) => _copies.Add(copy);

    /// <summary>Holds a page; one that was the last to be added is held already.</summary>
    public void Add(SharedPage page)
    {
        if (_pages.Count == 0 || !ReferenceEquals(_pages[^1], page))
        {
            _pages.Add(page.Acquire());
        }
    }

    /// <summary>Holds a dictionary; one that was the last to be added is held already.</summary>
    public void Add(ChunkDictionary dictionary)
    {
        if (_dictionaries.Count == 0 || !ReferenceEquals(_dictionaries[^1], dictionary))
        {
            _dictionaries.Add(dictionary.Acquire());
        }
    }

    /// <summary>Lets go of all of them.</summary>
    public void Clear()
    {
        _pages.ForEach(page => page.Release());
        _pages.Clear();
        _dictionaries.ForEach(dictionary => dictionary.Release());
        _dictionaries.Clear();
        _copies.ForEach(copy => copy.Dispose());
        _copies.Clear();
    }
}

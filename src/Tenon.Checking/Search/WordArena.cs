namespace Tenon.Checking.Search;

/// <summary>Words that are appended and never moved or removed, addressed by the order of appending. Owned by one thread at a time.</summary>
internal sealed class WordArena
{
    private const int BlockBits = 9;
    private const int BlockWords = 1 << BlockBits;
    private readonly List<ulong[]> _blocks = [];
    private int _usedInLast = BlockWords;

    /// <summary>Bytes taken from the heap.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Appends one word; all appended words of an arena used this way have consecutive addresses from 0.</summary>
    public void AppendWord(ulong word)
    {
        if (_usedInLast == BlockWords)
        {
            AddBlock(BlockWords);
        }

        _blocks[^1][_usedInLast++] = word;
    }

    /// <summary>The word at the address, where only <see cref="AppendWord"/> was used.</summary>
    public ulong this[long address] => _blocks[(int)(address >> BlockBits)][(int)(address & (BlockWords - 1))];

    /// <summary>Appends a length and the words, in one piece.</summary>
    /// <returns>The address to read them by.</returns>
    public ulong AppendSequence(ReadOnlySpan<ulong> words)
    {
        int needed = words.Length + 1;
        if (_blocks.Count == 0 || _usedInLast + needed > _blocks[^1].Length)
        {
            AddBlock(Math.Max(needed, BlockWords));
        }

        ulong[] block = _blocks[^1];
        ulong address = ((ulong)(_blocks.Count - 1) << 32) | (uint)_usedInLast;
        block[_usedInLast] = (ulong)words.Length;
        words.CopyTo(block.AsSpan(_usedInLast + 1));
        _usedInLast += needed;
        return address;
    }

    /// <summary>The words appended by <see cref="AppendSequence"/>.</summary>
    public ReadOnlySpan<ulong> Sequence(ulong address)
    {
        ulong[] block = _blocks[(int)(address >> 32)];
        int start = (int)(address & uint.MaxValue);
        return block.AsSpan(start + 1, (int)block[start]);
    }

    private void AddBlock(int words)
    {
        // Pinned: they live as long as the search, and the collector would copy each of them twice on its way to the old ones.
        _blocks.Add(GC.AllocateUninitializedArray<ulong>(words, pinned: true));
        _usedInLast = 0;
        SizeBytes += words * sizeof(ulong);
    }
}

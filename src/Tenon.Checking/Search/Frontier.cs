namespace Tenon.Checking.Search;

/// <summary>The states found in one partition and not yet expanded. Owned by one worker at a time; emptied blocks are used again.</summary>
internal sealed class Frontier
{
    private readonly Stack<FrontierBlock> _spare = [];
    private List<FrontierBlock> _blocks = [];

    /// <summary>Bytes of all blocks, in use or spare.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>States not yet taken.</summary>
    public long StateCount { get; private set; }

    public bool HasStates => StateCount > 0;

    /// <summary>The blocks that states were last appended to, the newest last.</summary>
    public IReadOnlyList<FrontierBlock> Blocks => _blocks;

    public void Append(long stateId, ReadOnlySpan<ulong> state)
    {
        if (_blocks.Count == 0 || !_blocks[^1].HasRoomFor(state.Length))
        {
            FrontierBlock block = _spare.Count > 0 ? _spare.Pop() : new FrontierBlock();
            long before = block.Words.Length;
            block.Begin(stateId, state.Length);
            SizeBytes += (block.Words.Length - before) * sizeof(ulong);
            _blocks.Add(block);
        }

        _blocks[^1].Append(state);
        StateCount++;
    }

    /// <summary>Gives the blocks away, in order of finding.</summary>
    public List<FrontierBlock> Take()
    {
        List<FrontierBlock> taken = _blocks;
        _blocks = [];
        StateCount = 0;
        return taken;
    }

    /// <summary>Takes an expanded block back.</summary>
    public void Return(FrontierBlock block) => _spare.Push(block);
}

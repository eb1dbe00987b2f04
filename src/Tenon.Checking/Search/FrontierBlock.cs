namespace Tenon.Checking.Search;

/// <summary>States of one partition that wait to be expanded, with consecutive ids: each a length and its words.</summary>
internal sealed class FrontierBlock
{
    /// <summary>Small enough that a round has many blocks, and so can be shared out evenly.</summary>
    public const int DefaultWords = 512;

    public ulong[] Words = [];

    /// <summary>Id of the first state; the others follow by <see cref="Link.PartitionCount"/>.</summary>
    public long FirstId { get; set; }

    public int StateCount { get; private set; }

    public int UsedWords { get; private set; }

    public bool HasRoomFor(int stateWords) => UsedWords + stateWords + 1 <= Words.Length;

    public void Begin(long firstId, int stateWords)
    {
        if (Words.Length < stateWords + 1)
        {
            // Pinned: used again and again, so the collector need not move them.
            Words = GC.AllocateUninitializedArray<ulong>(Math.Max(DefaultWords, stateWords + 1), pinned: true);
        }

        (FirstId, StateCount, UsedWords) = (firstId, 0, 0);
    }

    public void Append(ReadOnlySpan<ulong> state)
    {
        ulong[] words = Words;
        int at = UsedWords;
        words[at] = (ulong)state.Length;
        if (state.Length == 1)
        {
            words[at + 1] = state[0]; // The most frequent length by far, and faster than a call that copies.
        }
        else
        {
            state.CopyTo(words.AsSpan(at + 1));
        }

        UsedWords = at + state.Length + 1;
        StateCount++;
    }
}

using System.Diagnostics;
using Tenon.Checking.Hashing;
using Tenon.Checking.Search;

namespace Tenon.Checking;

/// <summary>
/// Where the time of a breadth-first search goes. The search itself is timed by halves of rounds, so nothing is measured in its inner loops;
/// what a part of a half takes is found by doing that part alone once more with the same data. Costs nothing when there is none.
/// </summary>
/// <remarks>The parts are a little too small, for their data are in the cache the second time. All times are of one worker.</remarks>
public sealed class SearchProfile
{
    private const int CodecBatch = 512;
    private readonly Frontier _scratch = new();
    private readonly int[] _blockCounts = new int[Link.PartitionCount];
    private readonly int[] _usedWords = new int[Link.PartitionCount];
    private readonly List<ulong[]> _batch = [];
    private long _lapStart;
    private ulong _sum; // Kept so that the hashing is not optimised away.

    /// <summary>Evaluating properties and making successors, hashing and encoding included.</summary>
    public TimeSpan Expansion { get; private set; }

    /// <summary>Looking states up in the visited set and adding them, their links and their places in the next layer.</summary>
    public TimeSpan Insertion { get; private set; }

    /// <summary>Of expansion: decoding states and encoding successors. Nothing for packed models.</summary>
    public TimeSpan Codec { get; private set; }

    /// <summary>Of expansion: fingerprints.</summary>
    public TimeSpan Hashing { get; private set; }

    /// <summary>Of insertion: appending new states to the next layer.</summary>
    public TimeSpan Appending { get; private set; }

    /// <summary>Beside both: taking layers apart into rounds.</summary>
    public TimeSpan Frontier { get; private set; }

    /// <summary>Starts the first lap.</summary>
    internal void Begin() => _lapStart = Stopwatch.GetTimestamp();

    /// <summary>Notes the time since the last call for one of the parts.</summary>
    internal void Lap(Phase phase)
    {
        TimeSpan time = Stopwatch.GetElapsedTime(_lapStart);
        switch (phase)
        {
            case Phase.Expansion:
                Expansion += time;
                break;
            case Phase.Insertion:
                Insertion += time;
                break;
            default:
                Frontier += time;
                break;
        }

        Begin();
    }

    /// <summary>Repeats the parts of an expansion, outside of all laps.</summary>
    /// <param name="visitor">The worker that made it.</param>
    /// <param name="round">The blocks that were expanded.</param>
    /// <param name="frontiers">Where the new states will be appended.</param>
    internal void RepeatExpansion(StateVisitor visitor, IEnumerable<FrontierBlock> round, Frontier[] frontiers)
    {
        foreach (FrontierBlock block in round)
        {
            for (int at = 0; at < block.UsedWords; at += (int)block.Words[at] + 1)
            {
                AddToCodec(visitor.Model, block.Words.AsSpan(at + 1, (int)block.Words[at]), isRead: true);
            }
        }

        RepeatCodec(visitor.Model, isRead: true);
        long entryCount = 0;
        (TimeSpan codecBefore, TimeSpan hashingBefore) = (Codec, Hashing);
        for (int bin = 0; bin < Link.PartitionCount; bin++)
        {
            ReadOnlySpan<ulong> entries = visitor.Sink.Entries(bin);
            RepeatHashing(entries);
            for (int i = 0; i < entries.Length; i += Origin.HeaderWords + Origin.Words(entries[i + 1]))
            {
                AddToCodec(visitor.Model, entries.Slice(i + Origin.HeaderWords, Origin.Words(entries[i + 1])), isRead: false);
                entryCount++;
            }

            IReadOnlyList<FrontierBlock> blocks = frontiers[bin].Blocks;
            (_blockCounts[bin], _usedWords[bin]) = (blocks.Count, blocks.Count == 0 ? 0 : blocks[^1].UsedWords);
        }

        RepeatCodec(visitor.Model, isRead: false);

        // What the sink left out was written and hashed as well.
        double leftOut = (double)visitor.Sink.SkippedCount / Math.Max(1, entryCount);
        Codec += (Codec - codecBefore) * leftOut;
        Hashing += (Hashing - hashingBefore) * leftOut;
        Begin();
    }

    /// <summary>Repeats the part of an insertion that is the frontier's, outside of all laps.</summary>
    /// <param name="frontiers">Where the new states were appended since the last <see cref="RepeatExpansion"/>.</param>
    internal void RepeatFrontier(Frontier[] frontiers)
    {
        for (int partition = 0; partition < frontiers.Length; partition++)
        {
            IReadOnlyList<FrontierBlock> blocks = frontiers[partition].Blocks;
            int first = Math.Max(0, _blockCounts[partition] - 1);
            long start = Stopwatch.GetTimestamp();
            for (int i = first; i < blocks.Count; i++)
            {
                FrontierBlock block = blocks[i];
                for (int at = i == first ? _usedWords[partition] : 0; at < block.UsedWords; at += (int)block.Words[at] + 1)
                {
                    _scratch.Append(block.FirstId, block.Words.AsSpan(at + 1, (int)block.Words[at]));
                }
            }

            Appending += Stopwatch.GetElapsedTime(start);
            foreach (FrontierBlock taken in _scratch.Take())
            {
                _scratch.Return(taken);
            }
        }

        Begin();
    }

    private void RepeatHashing(ReadOnlySpan<ulong> entries)
    {
        ulong sum = 0;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < entries.Length; i += Origin.HeaderWords + Origin.Words(entries[i + 1]))
        {
            sum ^= Fingerprint.Of(entries.Slice(i + Origin.HeaderWords, Origin.Words(entries[i + 1])));
        }

        Hashing += Stopwatch.GetElapsedTime(start);
        _sum ^= sum;
    }

    private void AddToCodec(PackedModel model, ReadOnlySpan<ulong> state, bool isRead)
    {
        if (model.HasCodec)
        {
            _batch.Add(state.ToArray());
            if (_batch.Count == CodecBatch)
            {
                RepeatCodec(model, isRead);
            }
        }
    }

    private void RepeatCodec(PackedModel model, bool isRead)
    {
        Codec += model.TimeCodec(_batch, isRead);
        _batch.Clear();
    }

    internal enum Phase
    {
        Expansion,
        Insertion,
        Frontier,
    }
}

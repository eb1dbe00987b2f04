using Tenon.Pipeline.Events;
using Tenon.Splits;

namespace Tenon.Conformance.Replaying;

/// <summary>What is known of the splits and scopes of an index, and by which numbers the model calls them. What was said of a split once must be said again.</summary>
internal sealed class SplitBook(IndexUid index)
{
    private readonly Dictionary<SplitId, (int Number, EventSplit Split)> _splits = [];
    private readonly Dictionary<int, SplitId> _ids = [];
    private readonly Dictionary<CompactionScope, int> _windows = [];
    private int? _windowOfNone;

    /// <summary>Windows of the model: scopes, and one for splits that may be merged with nothing.</summary>
    public int WindowCount => _windows.Count + (_windowOfNone is null ? 0 : 1);

    public bool Knows(SplitId id) => _splits.ContainsKey(id);

    public SplitId IdOf(int number) => _ids[number];

    public EventSplit this[int number] => _splits[_ids[number]].Split;

    public bool TryGetNumber(SplitId id, out int number)
    {
        bool isKnown = _splits.TryGetValue(id, out (int Number, EventSplit Split) known);
        number = known.Number;
        return isKnown;
    }

    /// <exception cref="RefusedException">It is not known.</exception>
    public int NumberOf(SplitId id) => TryGetNumber(id, out int number) ? number : throw new RefusedException($"split {id} was never told of");

    /// <summary>The number of a split that must be as it was told before.</summary>
    /// <exception cref="RefusedException">It is not known, or was told otherwise.</exception>
    public int NumberOf(EventSplit split)
    {
        (int number, EventSplit known) = (NumberOf(split.Id), _splits[split.Id].Split);
        if (known with { Digest = null, ExpiresAt = null } != split with { Digest = null, ExpiresAt = null }
            || (known.Digest ?? split.Digest) != (split.Digest ?? known.Digest)
            || (known.ExpiresAt ?? split.ExpiresAt) != (split.ExpiresAt ?? known.ExpiresAt))
        {
            throw new RefusedException($"split {split.Id} is told as {TextOf(split)}, and was told as {TextOf(known)}");
        }

        _splits[split.Id] = (number, known with { Digest = known.Digest ?? split.Digest, ExpiresAt = known.ExpiresAt ?? split.ExpiresAt });
        return number;
    }

    /// <summary>Demands that splits are as they were told before.</summary>
    /// <exception cref="RefusedException">One is not known, or was told otherwise.</exception>
    public void Require(IEnumerable<EventSplit> splits)
    {
        foreach (EventSplit split in splits)
        {
            NumberOf(split);
        }
    }

    /// <summary>The window of a split that is new.</summary>
    public int WindowOf(EventSplit split)
    {
        if (split.Scope is null)
        {
            return _windowOfNone ??= WindowCount;
        }

        if (!_windows.TryGetValue(split.Scope, out int window))
        {
            _windows.Add(split.Scope, window = WindowCount);
        }

        return window;
    }

    /// <exception cref="RefusedException">There is such a split, or it is of another index.</exception>
    public void Add(EventSplit split, int number)
    {
        if (split.Scope?.Index is IndexUid other && other != index)
        {
            throw new RefusedException($"split {split.Id} is of index {other}; {index} is expected");
        }

        if (!_splits.TryAdd(split.Id, (number, split)))
        {
            throw new RefusedException($"split {split.Id} is told as new, and was told of before");
        }

        _ids.Add(number, split.Id);
    }

    private static string TextOf(EventSplit split) =>
        FormattableString.Invariant($"level {split.Level}, {split.RowCount} rows, {split.SizeBytes} bytes, mature at {split.MaturesAt:O}, past its retention at {split.ExpiresAt?.ToString("O") ?? "no time"}, digest {split.Digest ?? "unknown"}, {split.Scope?.ToString() ?? "no scope"}");
}

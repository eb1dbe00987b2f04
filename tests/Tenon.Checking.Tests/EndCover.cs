using Tenon.Checking.Search;

namespace Tenon.Checking.Tests;

/// <summary>How few states a part of a model's graph can have in which every state without steps is still reached.</summary>
/// <remarks>
/// Counted by levels, the least numbers of steps from the initial state. A step goes at most one level deeper, so a run to an end passes a state
/// of each level on the way. Ends that have no such state in common in a level need different ones there.
/// </remarks>
internal sealed class EndCover
{
    private readonly List<ulong[]> _states = [];
    private readonly List<List<int>> _before = [];
    private readonly List<int> _levels = [];
    private readonly List<int> _ends = [];
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly PackedModel _model;
    private readonly SuccessorSink _sink;

    /// <param name="model">A model with one initial state.</param>
    public EndCover(PackedModel model)
    {
        _model = model.ForWorker();
        _sink = new SuccessorSink(_model.MaximumActionCount, 1);
        _sink.BeginInitialStates();
        _model.AddInitialStates(_sink);
        Meet(0, -1);
        for (int number = 0; number < _states.Count; number++)
        {
            _sink.Clear();
            _model.Enter(_states[number]);
            _sink.BeginState(0);
            _model.AddSuccessors(_states[number], _sink);
            for (int at = 0; at < _sink.UsedWords(0); at += Origin.HeaderWords + Origin.Words(_sink.Entries(0)[at + 1]))
            {
                Meet(at, number);
            }

            if (_sink.SuccessorCount == 0)
            {
                _ends.Add(number);
            }
        }
    }

    public int StateCount => _states.Count;

    public int EndCount => _ends.Count;

    /// <summary>No fewer states will do. The smaller their pasts, the more ends are found to need states of their own, so these come first.</summary>
    public long Least()
    {
        long[] needed = new long[_levels.Max() + 1];
        HashSet<int> used = [];
        foreach (List<int> past in _ends.Select(Past).OrderBy(past => past.Count))
        {
            foreach (IGrouping<int, int> level in past.GroupBy(number => _levels[number]))
            {
                if (!level.Any(used.Contains))
                {
                    needed[level.Key]++;
                    used.UnionWith(level);
                }
            }
        }

        return needed.Sum();
    }

    private void Meet(int at, int from)
    {
        ReadOnlySpan<ulong> entry = _sink.Entries(0)[at..];
        if (!_numbers.TryGetValue(entry[0], out int number))
        {
            _numbers[entry[0]] = number = _states.Count;
            _states.Add(entry.Slice(Origin.HeaderWords, Origin.Words(entry[1])).ToArray());
            _before.Add([]);
            _levels.Add(from < 0 ? 0 : _levels[from] + 1);
        }

        if (from >= 0)
        {
            _before[number].Add(from);
        }
    }

    // All states from which a run leads to the end, and the end.
    private List<int> Past(int end)
    {
        HashSet<int> known = [end];
        List<int> past = [end];
        for (int i = 0; i < past.Count; i++)
        {
            past.AddRange(_before[past[i]].Where(known.Add));
        }

        return past;
    }
}

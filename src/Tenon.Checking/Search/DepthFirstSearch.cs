namespace Tenon.Checking.Search;

/// <summary>Depth-first search by one worker: successors in the model's order, each followed as far as it goes.</summary>
/// <remarks>
/// States that wait lie on a stack of words, each as: its words, its fingerprint, its link, its depth, its length. They are the successors
/// of states on the present path, so the stack is as large as the path is long times what a state has successors.
/// </remarks>
internal sealed class DepthFirstSearch : IDisposable
{
    private const int TrailerWords = 4;
    private const int StatesBetweenChecks = 1 << 12;
    private readonly PackedModel _model;
    private readonly CheckOptions _options;
    private readonly PropertyList _properties;
    private readonly Budget _budget;
    private readonly VisitedSet _visited;
    private readonly StateVisitor _visitor;
    private readonly List<int> _entryStarts = [];
    private ulong[] _stack = new ulong[1024];
    private int _used;
    private long _waiting;
    private int _greatestDepth;
    private bool _wasCut;

    public DepthFirstSearch(PackedModel model, CheckOptions options, PropertyList properties, Budget budget)
    {
        (_model, _options, _properties, _budget) = (model, options, properties, budget);
        _visited = new VisitedSet(options.Identity);
        _visitor = new StateVisitor(model, properties, new SuccessorSink(model.MaximumActionCount, 1));
    }

    public SearchOutcome Run()
    {
        _visitor.AddInitialStates();
        long initialCount = PushSuccessors(parentId: -1, depth: 0);
        StopReason? stop = null;
        for (long steps = 1; stop is null && _used > 0; steps++)
        {
            VisitTop();
            if (_properties.HasViolation && !_options.ContinueAfterViolation)
            {
                stop = StopReason.Violation;
            }
            else if (steps % StatesBetweenChecks == 0 && _used > 0)
            {
                stop = CheckBudget();
            }
        }

        return new SearchOutcome
        {
            StopReason = stop ?? (_wasCut ? StopReason.DepthBound : StopReason.Exhausted),
            StateCount = _visited.Count,
            InitialStateCount = initialCount,
            Depth = _greatestDepth,
            LongestState = _visitor.Sink.LongestState,
            VisitedBytes = _visited.SizeBytes,
            ModelBytes = _model.KeptBytes,
            WaitingCount = _waiting,
            FrontierBytes = (long)_stack.Length * sizeof(ulong),
            Sinks = [_visitor.Sink],
            Deadlocks = _visitor.Deadlocks,
            Paths = [.. _properties.Found.Select(finding => finding is Finding found ? PathTo(found) : null)],
        };
    }

    public void Dispose() => _visited.Dispose();

    private void VisitTop()
    {
        int length = (int)_stack[_used - 1];
        int depth = (int)_stack[_used - 2];
        ulong link = _stack[_used - 3];
        ulong fingerprint = _stack[_used - 4];
        _used -= length + TrailerWords;
        _waiting--;
        ReadOnlySpan<ulong> state = _stack.AsSpan(_used, length);
        long id = _visited.TryAdd(fingerprint, state, link);
        if (id < 0)
        {
            return;
        }

        _greatestDepth = Math.Max(_greatestDepth, depth);
        bool expand = _options.MaximumDepth is not int maximum || depth < maximum;
        _wasCut |= !expand;
        try
        {
            _visitor.Visit(state, id, roundIndex: 0, expand);
        }
        catch (Exception e) when (e is not ModelException)
        {
            throw ModelFailure.Of(_model, _visited.PathTo(id), e);
        }

        StateVisitor.Merge(new ReadOnlySpan<StateVisitor>(in _visitor), _properties);
        PushSuccessors(id, depth + 1);
    }

    // In reverse, so that the first successor is the first to be visited.
    private long PushSuccessors(long parentId, int depth)
    {
        ReadOnlySpan<ulong> entries = _visitor.Sink.Entries(0);
        _entryStarts.Clear();
        for (int i = 0; i < entries.Length; i += Origin.HeaderWords + Origin.Words(entries[i + 1]))
        {
            _entryStarts.Add(i);
        }

        for (int n = _entryStarts.Count - 1; n >= 0; n--)
        {
            int start = _entryStarts[n];
            ulong origin = entries[start + 1];
            Push(
                entries.Slice(start + Origin.HeaderWords, Origin.Words(origin)),
                entries[start],
                parentId < 0 ? Link.Initial(Origin.InitialOrdinal(origin)) : Link.ToParent(parentId, Origin.Ordinal(origin)),
                depth);
        }

        _visitor.Sink.Clear();
        return parentId < 0 ? DistinctOnStack() : 0;
    }

    private long DistinctOnStack()
    {
        using VisitedSet distinct = new(StateIdentity.Exact);
        for (int end = _used; end > 0;)
        {
            int length = (int)_stack[end - 1];
            end -= length + TrailerWords;
            distinct.TryAdd(_stack[end + length], _stack.AsSpan(end, length), 0);
        }

        return distinct.Count;
    }

    private void Push(ReadOnlySpan<ulong> state, ulong fingerprint, ulong link, int depth)
    {
        int needed = _used + state.Length + TrailerWords;
        if (needed > _stack.Length)
        {
            Array.Resize(ref _stack, Math.Max(needed, (int)Math.Min(2L * _stack.Length, Array.MaxLength)));
        }

        state.CopyTo(_stack.AsSpan(_used));
        _stack[needed - 4] = fingerprint;
        _stack[needed - 3] = link;
        _stack[needed - 2] = (ulong)depth;
        _stack[needed - 1] = (ulong)state.Length;
        _used = needed;
        _waiting++;
    }

    private StopReason? CheckBudget()
    {
        long bytes = _visited.SizeBytes + ((long)_stack.Length * sizeof(ulong)) + _model.KeptBytes;
        _budget.Report(elapsed => new CheckProgress(
            _visited.Count, _visitor.Sink.TransitionCounts.ToArray().Sum(), _greatestDepth, _waiting, bytes, elapsed));
        return _budget.Check(_visited.Count, bytes);
    }

    private List<int> PathTo(Finding finding)
    {
        List<int> path = _visited.PathTo(finding.StateId);
        if (finding.StepOrdinal >= 0)
        {
            path.Add(finding.StepOrdinal);
        }

        return path;
    }
}

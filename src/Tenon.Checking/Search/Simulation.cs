using Tenon.Checking.Hashing;

namespace Tenon.Checking.Search;

/// <summary>Random walks from initial states. Each walk depends on the seed and its number only.</summary>
internal sealed class Simulation
{
    private const int DefaultWalkLength = 100;
    private readonly PackedModel _model;
    private readonly CheckOptions _options;
    private readonly PropertyList _properties;
    private readonly Budget _budget;
    private readonly StateVisitor _visitor;
    private readonly List<int>?[] _paths;
    private readonly List<int> _path = [];
    private ulong[] _state = [];
    private long _visitedCount;
    private long _initialCount;
    private int _greatestDepth;

    public Simulation(PackedModel model, CheckOptions options, PropertyList properties, Budget budget)
    {
        (_model, _options, _properties, _budget) = (model, options, properties, budget);
        _visitor = new StateVisitor(model, properties, new SuccessorSink(model.MaximumActionCount, 1));
        _paths = new List<int>?[properties.Properties.Length];
    }

    public SearchOutcome Run()
    {
        StopReason? stop = null;
        for (long walk = 0; stop is null && walk < _options.WalkCount; walk++)
        {
            Walk(new RandomChoice(Fingerprint.Of([_options.Seed, (ulong)walk])));
            if (_properties.HasViolation && !_options.ContinueAfterViolation)
            {
                stop = StopReason.Violation;
            }
            else
            {
                stop = _budget.Check(_visitedCount, _model.KeptBytes);
                _budget.Report(elapsed => new CheckProgress(_visitedCount, _visitedCount, _greatestDepth, 0, _model.KeptBytes, elapsed));
            }
        }

        return new SearchOutcome
        {
            StopReason = stop ?? StopReason.WalksDone,
            StateCount = _visitedCount,
            InitialStateCount = _initialCount,
            Depth = _greatestDepth,
            LongestState = 0,
            VisitedBytes = 0,
            FrontierBytes = 0,
            ModelBytes = _model.KeptBytes,
            Sinks = [_visitor.Sink],
            Paths = _paths,
        };
    }

    private void Walk(RandomChoice random)
    {
        int length = _options.MaximumDepth ?? DefaultWalkLength;
        _path.Clear();
        _visitor.AddInitialStates();
        _initialCount = _visitor.Sink.SuccessorCount;
        for (int depth = 0; Choose(ref random); depth++)
        {
            _visitedCount++;
            _greatestDepth = Math.Max(_greatestDepth, depth);
            bool expand = depth < length;
            _visitor.Model.AtDepth(depth);
            try
            {
                _visitor.Visit(_state, stateId: 0, roundIndex: 0, expand);
            }
            catch (Exception e) when (e is not ModelException)
            {
                throw ModelFailure.Of(_model, _path, e);
            }

            Note();
            if (!expand || (_properties.HasViolation && !_options.ContinueAfterViolation))
            {
                break;
            }
        }

        _visitor.Sink.Clear();
    }

    // Goes to one of the states in the sink, each as likely as the others. False if there is none.
    private bool Choose(ref RandomChoice random)
    {
        SuccessorSink sink = _visitor.Sink;
        if (sink.SuccessorCount == 0)
        {
            return false;
        }

        int ordinal = random.Below(sink.SuccessorCount);
        ReadOnlySpan<ulong> entries = sink.Entries(0);
        int at = 0;
        for (int i = 0; i < ordinal; i++)
        {
            at += Origin.HeaderWords + Origin.Words(entries[at + 1]);
        }

        _state = entries.Slice(at + Origin.HeaderWords, Origin.Words(entries[at + 1])).ToArray();
        _path.Add(ordinal);
        sink.Clear();
        return true;
    }

    private void Note()
    {
        StateVisitor.Merge(new ReadOnlySpan<StateVisitor>(in _visitor), _properties);
        for (int i = 0; i < _paths.Length; i++)
        {
            if (_paths[i] is null && _properties.Found[i] is Finding finding)
            {
                _paths[i] = finding.StepOrdinal >= 0 ? [.. _path, finding.StepOrdinal] : [.. _path];
            }
        }
    }
}

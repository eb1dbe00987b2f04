using System.Collections.Immutable;

namespace Tenon.Checking.Search;

/// <summary>Makes a readable run from the choices that lead along it, by having the model take them again.</summary>
internal sealed class TraceBuilder
{
    private readonly PackedModel _model;
    private readonly SuccessorSink _sink;
    private readonly ImmutableArray<TraceStep>.Builder _steps = ImmutableArray.CreateBuilder<TraceStep>();
    private ulong[] _state = [];

    public TraceBuilder(PackedModel model)
    {
        _model = model.ForWorker();
        _sink = new SuccessorSink(_model.MaximumActionCount, 1);
    }

    public static Trace Build(PackedModel model, IReadOnlyList<int> ordinals)
    {
        TraceBuilder builder = new(model);
        foreach (int ordinal in ordinals)
        {
            builder.Take(ordinal);
        }

        return builder.ToTrace(null);
    }

    /// <summary>The words of the last state.</summary>
    public ReadOnlySpan<ulong> State => _state;

    /// <summary>Does what a step of a trace did: takes the choice of this number, or stays if it is negative.</summary>
    public void Go(int ordinal)
    {
        if (ordinal < 0)
        {
            Stutter();
        }
        else
        {
            Take(ordinal);
        }
    }

    /// <summary>Goes to the initial state, or the successor, of this number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this number.</exception>
    public void Take(int ordinal)
    {
        _sink.Clear();
        string? action = null;
        bool isInitial = _steps.Count == 0;
        if (isInitial)
        {
            _sink.BeginInitialStates();
            _model.AddInitialStates(_sink);
        }
        else
        {
            _model.AtDepth(_steps.Count - 1);
            _model.Enter(_state);
            _sink.BeginState(0);
            _model.AddSuccessors(_state, _sink);
        }

        ReadOnlySpan<ulong> entry = Find(ordinal);
        if (!isInitial)
        {
            action = _model.DescribeAction(_state, Origin.Action(entry[1]), ordinal);
        }

        _state = entry[Origin.HeaderWords..].ToArray();
        _steps.Add(new TraceStep(action, ordinal, _model.DescribeState(_state)));
    }

    /// <summary>Stays in the last state.</summary>
    public void Stutter() => _steps.Add(new TraceStep(null, -1, _steps[^1].State));

    public Trace ToTrace(int? loopStart) => new(_steps.ToImmutable(), loopStart);

    private ReadOnlySpan<ulong> Find(int ordinal)
    {
        ReadOnlySpan<ulong> entries = _sink.Entries(0);
        for (int i = 0, n = 0; i < entries.Length; n++)
        {
            int length = Origin.HeaderWords + Origin.Words(entries[i + 1]);
            if (n == ordinal)
            {
                return entries.Slice(i, length);
            }

            i += length;
        }

        throw new ArgumentOutOfRangeException(
            nameof(ordinal), ordinal, $"Step {_steps.Count} of the path: the model has no choice of this number there.");
    }
}

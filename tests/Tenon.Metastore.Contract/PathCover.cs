using Tenon.Checking.Encoding;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;

namespace Tenon.Metastore.Contract;

/// <summary>Runs of the pipeline's model that together take every step of metastore and planner that it has in a configuration.</summary>
internal sealed class PathCover
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<PipelineState> _states = [];
    private readonly List<List<Edge>> _edges = [];
    private readonly List<(int From, Edge By)> _reachedBy = [];
    private readonly StateCodec<PipelineState> _codec;

    private PathCover(MergePipeline model)
    {
        _codec = model.Codec;
        _ = NumberOf(model.InitialStates.Single(), -1, null);
        for (int from = 0; from < _states.Count; from++)
        {
            foreach (Checking.Step<PipelineState, MergeAction> step in model.Steps(_states[from]))
            {
                var edge = new Edge(step.Action!); // A step has an action and a state, as those of this model do.
                edge.To = NumberOf(step.Next!, from, edge);
                _edges[from].Add(edge);
            }
        }
    }

    /// <summary>The runs, each from the initial state: shortest ways to steps that were not taken before, which go on as long as there are others.</summary>
    /// <param name="model">The model.</param>
    public static IEnumerable<IReadOnlyList<PathStep>> Of(MergePipeline model)
    {
        var cover = new PathCover(model);
        for (int from = 0; from < cover._states.Count; from++)
        {
            foreach (Edge edge in cover._edges[from].Where(edge => edge.IsDue))
            {
                yield return cover.PathOver(from, edge);
            }
        }
    }

    private List<PathStep> PathOver(int from, Edge edge)
    {
        var path = new List<PathStep>();
        for (int state = from; state > 0; state = _reachedBy[state].From)
        {
            path.Add(StepOf(_reachedBy[state].From, _reachedBy[state].By));
        }

        path.Reverse();
        for (Edge? next = edge; next is not null; next = _edges[from].Find(each => each.IsDue))
        {
            path.Add(StepOf(from, next));
            from = next.To;
        }

        return path;
    }

    private PathStep StepOf(int from, Edge edge)
    {
        edge.IsCovered = true;
        return new PathStep(_states[from], edge.Action, _states[edge.To]);
    }

    private int NumberOf(PipelineState state, int from, Edge? by)
    {
        var writer = new StateWriter();
        _codec.Write(state, writer);
        string key = string.Join(' ', writer.Words.ToArray());
        if (!_numbers.TryGetValue(key, out int number))
        {
            _numbers.Add(key, number = _states.Count);
            _states.Add(state);
            _edges.Add([]);
            _reachedBy.Add((from, by!)); // Only the initial state is reached by nothing, and nobody asks how.
        }

        return number;
    }

    private sealed class Edge(MergeAction action)
    {
        public MergeAction Action { get; } = action;

        public int To { get; set; }

        public bool IsCovered { get; set; }

        /// <summary>Whether it is yet to be taken: what else happens is taken on the way.</summary>
        public bool IsDue => !IsCovered && (Action is MergeAction.IngestSplit or MergeAction.PlanMerge or MergeAction.ClaimInputs or MergeAction.StageOutputs
            or MergeAction.PublishMerge or MergeAction.EndMerge or MergeAction.TakeLease or MergeAction.RivalTakesLease or MergeAction.RivalMerges or MergeAction.ReleaseSplit);
    }
}

/// <summary>A step of the model.</summary>
internal sealed record PathStep(PipelineState Before, MergeAction Action, PipelineState After);

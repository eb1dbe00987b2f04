using System.Collections.Immutable;
using Tenon.Checking.Properties;
using Tenon.Checking.Search;

namespace Tenon.Checking.Liveness;

/// <summary>Decides the temporal properties of a model whose states have all been searched.</summary>
/// <remarks>
/// 1. The reachable graph is built, with the truth of every predicate at its states and steps.
/// 2. For each property an automaton accepts the runs that violate it; the product holds the runs of the graph among them.
/// 3. A strongly connected part of the product that is accepted and fair is a counterexample, and if there is none, the property holds.
/// </remarks>
internal sealed class LivenessCheck
{
    private readonly PackedModel _model;
    private readonly PackedModel _worker;
    private readonly Func<long, long, StopReason?> _check;
    private readonly Property<ReadOnlySpan<ulong>, int>[] _properties;
    private readonly ImmutableArray<Fairness<ReadOnlySpan<ulong>, int>> _fairness;
    private readonly ulong _weak;
    private readonly ulong _strong;

    public LivenessCheck(PackedModel model, Func<long, long, StopReason?> check)
    {
        (_model, _check) = (model, check);
        _worker = model.ForWorker();
        _properties = [.. _worker.Properties];
        _fairness = [.. _worker.Fairness];
        if (_fairness.Length > 64)
        {
            throw new NotSupportedException($"The model {model.Name} has {_fairness.Length} fairness assumptions, at most 64 are possible.");
        }

        for (int i = 0; i < _fairness.Length; i++)
        {
            _weak |= _fairness[i].IsStrong ? 0 : 1UL << i;
            _strong |= _fairness[i].IsStrong ? 1UL << i : 0;
        }
    }

    /// <summary>Decides all temporal properties.</summary>
    /// <param name="traces">Takes, by property, a counterexample if there is one.</param>
    /// <returns>The reason why it ended early, with some properties undecided, or null.</returns>
    public StopReason? Run(Trace?[] traces)
    {
        AtomTable atoms = new();
        LtlFactory factory = new(atoms);
        LtlNode?[] violations = [.. _properties.Select(property => property.Formula is null ? null : factory.Normalise(property.Formula, isNegated: true))];
        StateGraph graph = new(_worker, atoms, _fairness);
        try
        {
            if (graph.Build(_check) is StopReason reason)
            {
                return reason;
            }

            for (int i = 0; i < violations.Length; i++)
            {
                if (violations[i] is LtlNode violation)
                {
                    traces[i] = Decide(graph, new BuchiAutomaton(violation));
                }
            }

            return null;
        }
        catch (StoppedException e)
        {
            return e.Reason;
        }
    }

    private Trace? Decide(StateGraph graph, BuchiAutomaton automaton)
    {
        Product product = new(graph, automaton, Poll);
        FairComponentSearch search = new(product, graph, automaton.AllSets, _weak, _strong);
        if (search.Find(() => Poll(product.SizeBytes + search.SizeBytes)) is not FairComponent component)
        {
            return null;
        }

        (List<int> stem, List<int> loop) = new LassoBuilder(product, graph, search, component, automaton.AllSets, _weak, _strong).Build();
        TraceBuilder trace = new(_model);
        foreach (int ordinal in stem.Concat(loop))
        {
            if (ordinal < 0)
            {
                trace.Stutter();
            }
            else
            {
                trace.Take(ordinal);
            }
        }

        return trace.ToTrace(stem.Count - 1);

        void Poll(long bytes)
        {
            if (_check(graph.StateCount, graph.SizeBytes + bytes) is StopReason reason)
            {
                throw new StoppedException(reason);
            }
        }
    }

    /// <summary>Leads out of a search that has to end early.</summary>
    private sealed class StoppedException(StopReason reason) : Exception
    {
        public StopReason Reason => reason;
    }
}

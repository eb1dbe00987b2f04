using Tenon.Checking;
using Tenon.Checking.Encoding;

namespace Tenon.Models.Tests;

/// <summary>The reachable states of a model and the steps between them, for what the checker does not count.</summary>
/// <typeparam name="TState">The type of states.</typeparam>
/// <typeparam name="TAction">The type of actions.</typeparam>
internal sealed class StateGraph<TState, TAction>
    where TState : notnull
    where TAction : notnull
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly StateCodec<TState> _codec;

    public StateGraph(Model<TState, TAction> model)
    {
        _codec = model.Codec;
        foreach (TState initial in model.InitialStates)
        {
            Number(initial);
        }

        for (int source = 0; source < States.Count; source++)
        {
            foreach (Step<TState, TAction> step in model.Steps(States[source]))
            {
                Edges.Add((source, step.Action!, Number(step.Next!)));
            }
        }
    }

    public List<TState> States { get; } = [];

    public List<(int Source, TAction Action, int Target)> Edges { get; } = [];

    /// <summary>Pairs of states between which there is a step that satisfies a predicate.</summary>
    public int Count(Func<TState, TAction, TState, bool> predicate) =>
        Edges.Where(edge => predicate(States[edge.Source], edge.Action, States[edge.Target])).Select(edge => (edge.Source, edge.Target)).Distinct().Count();

    /// <summary>States without a step.</summary>
    public int TerminalCount => States.Count - Edges.Select(edge => edge.Source).Distinct().Count();

    /// <summary>Whether no state is reached from itself: all can be taken away, one that nothing leads to at a time.</summary>
    public bool IsAcyclic
    {
        get
        {
            int[] incoming = new int[States.Count];
            ILookup<int, int> targets = Edges.ToLookup(edge => edge.Source, edge => edge.Target);
            Edges.ForEach(edge => incoming[edge.Target]++);
            Stack<int> free = new(Enumerable.Range(0, States.Count).Where(state => incoming[state] == 0));
            int taken = 0;
            while (free.TryPop(out int state))
            {
                taken++;
                foreach (int target in targets[state])
                {
                    if (--incoming[target] == 0)
                    {
                        free.Push(target);
                    }
                }
            }

            return taken == States.Count;
        }
    }

    private int Number(TState state)
    {
        string key = Key(state);
        if (!_numbers.TryGetValue(key, out int number))
        {
            number = States.Count;
            _numbers.Add(key, number);
            States.Add(state);
        }

        return number;
    }

    private string Key(TState state)
    {
        StateWriter writer = new();
        _codec.Write(state, writer);
        return Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(writer.Words));
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

/// <summary>What the models of all threads have in common.</summary>
internal sealed class ModelParts
{
    private readonly ConditionalWeakTable<string, Value> _valuesOfTexts = [];
    private readonly ConcurrentBag<Worker> _workers = [];
    private readonly ImmutableArray<int> _names;

    public ModelParts(CheckPlan plan, ImmutableArray<SubAction> subActions)
    {
        (Plan, SubActions) = (plan, subActions);
        List<(string Name, object? Definition)> kinds = [];
        ImmutableArray<int>.Builder names = ImmutableArray.CreateBuilder<int>();
        foreach (SubAction action in subActions)
        {
            (string, object?) kind = (action.Name, (object?)action.Definition ?? action.Span);
            int index = kinds.FindIndex(each => each.Name == kind.Item1 && Equals(each.Definition, kind.Item2));
            if (index < 0)
            {
                index = kinds.Count;
                kinds.Add(kind);
            }

            names.Add(index);
        }

        _names = names.ToImmutable();
        ActionNames = kinds.Count == 0 ? ["Action"] : [.. kinds.Select(kind => kind.Name)];
    }

    public CheckPlan Plan { get; }

    /// <summary>The parts of the next-state relation.</summary>
    public ImmutableArray<SubAction> SubActions { get; }

    /// <summary>Names of actions, by which steps are counted.</summary>
    public ImmutableArray<string> ActionNames { get; }

    public SymmetryPermutations? Symmetries { get; init; }

    public bool ChecksDeadlock { get; init; }

    public bool ChecksTemporal { get; init; }

    /// <summary>The registers as assumptions have left them.</summary>
    public IReadOnlyDictionary<Value, Value> Registers { get; init; } = new Dictionary<Value, Value>();

    /// <summary>What TLCGet tells of the search; null for what it does not know.</summary>
    public Func<string, Value?> Statistics { get; set; } = _ => null;

    /// <summary>How many initial states were found, repetitions included.</summary>
    public long InitialGenerated { get; set; }

    /// <summary>Ends the search; set while there is one.</summary>
    public Action Stop { get; set; } = () => { };

    /// <summary>Whether the specification has asked for the end.</summary>
    public bool IsStopped { get; private set; }

    public void RequestStop()
    {
        IsStopped = true;
        Stop();
    }

    public int NameOf(int subAction) => _names[subAction];

    public void Add(Worker worker) => _workers.Add(worker);

    /// <summary>All workers that have taken part.</summary>
    public IEnumerable<Worker> Workers => _workers;

    /// <summary>A value as text, which leads back to the value.</summary>
    public string TextOf(Value value)
    {
        string text = new(ValueText.Of(value).AsSpan());
        _valuesOfTexts.Add(text, value);
        return text;
    }

    /// <summary>The value of a text that <see cref="TextOf"/> gave.</summary>
    public Value ValueOf(string text) => _valuesOfTexts.TryGetValue(text, out Value? value) ? value : throw new InvalidOperationException($"No value was shown as {text}.");
}

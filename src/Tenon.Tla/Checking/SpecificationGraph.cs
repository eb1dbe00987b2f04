using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Checking;

/// <summary>A specification in one of its configurations as a model, and the states of something else as its states: for comparisons, edge by edge.</summary>
public sealed class SpecificationGraph
{
    private readonly ModelParts _parts;

    private SpecificationGraph(ModelParts parts) => _parts = parts;

    /// <summary>The specification as a model whose states are words, one for each variable.</summary>
    public PackedModel Model => new SpecModel(_parts);

    /// <summary>Reads a specification.</summary>
    /// <param name="modulePath">The module's file.</param>
    /// <param name="configurationPath">The configuration's file.</param>
    /// <exception cref="InvalidDataException">It cannot be read as one, or has no next-state relation; the message has every error with its place.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SpecificationGraph Load(string modulePath, string configurationPath)
    {
        try
        {
            LoadedSpec loaded = SpecLoader.Load(modulePath, configurationPath, []);
            Evaluator evaluator = new(loaded.Spec, seed: 0);
            StateMachine machine = new(evaluator);
            CheckPlan plan = PlanBuilder.Build(loaded, evaluator, machine.Worker, new DiagnosticBag());
            BoundExpr next = plan.Next ?? throw new InvalidDataException($"{configurationPath}: {loaded.Spec.Name} has no next-state relation; a specification Init /\\ [][Next]_vars is expected");
            SearchStatistics statistics = new(new TlaCheckOptions { SpecPath = modulePath, ConfigPath = configurationPath }, next: null);
            return new SpecificationGraph(new ModelParts(plan, new ActionSplitter(machine.Worker, splitsQuantifiers: true).Split(next, null), statistics));
        }
        catch (SpecificationException e)
        {
            throw new InvalidDataException(string.Concat(e.Diagnostics), e);
        }
    }

    /// <summary>A state of the model.</summary>
    /// <param name="words">Its words.</param>
    public SpecificationState StateOf(ReadOnlySpan<ulong> words) => new([.. words], _parts);

    /// <summary>The state in which the variables have these values.</summary>
    /// <param name="valueOf">The value of a variable by its name.</param>
    public SpecificationState StateOf(Func<string, SpecificationValue> valueOf)
    {
        ArgumentNullException.ThrowIfNull(valueOf);
        return new SpecificationState([.. _parts.Plan.Spec.Variables.Select(variable => _parts.Plan.Evaluator.Values.WordOf(valueOf(variable.Name).Value))], _parts);
    }
}

/// <summary>A state of a <see cref="SpecificationGraph"/>, by value. Immutable.</summary>
public sealed class SpecificationState : IEquatable<SpecificationState>
{
    private readonly ImmutableArray<ulong> _words;
    private readonly ModelParts _parts;
    private readonly int _hash;

    internal SpecificationState(ImmutableArray<ulong> words, ModelParts parts)
    {
        (_words, _parts) = (words, parts);
        HashCode hash = default;
        foreach (ulong word in words)
        {
            hash.Add(word);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>The state as the model has it: a word for each variable.</summary>
    public ImmutableArray<ulong> Words => _words;

    /// <inheritdoc/>
    public bool Equals(SpecificationState? other) => other is not null && _words.AsSpan().SequenceEqual(other._words.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SpecificationState);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The variables with their values.</summary>
    public override string ToString() => string.Join(
        ", ", _parts.Plan.Spec.Variables.Select((variable, i) => $"{variable.Name} = {_parts.Plan.Evaluator.Values.ValueOf(_words[i])}"));
}

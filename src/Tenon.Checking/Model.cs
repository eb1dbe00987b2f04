using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking;

/// <summary>A model in its natural form: states are immutable values, usually records, and so are actions.</summary>
/// <remarks>
/// All members must depend on nothing but their arguments, and may be called by several threads at once. The same state must always give
/// the same steps in the same order.
/// </remarks>
/// <typeparam name="TState">The type of states.</typeparam>
/// <typeparam name="TAction">The type of actions: an enumeration, a record, or an abstract record with a nested record for each kind.</typeparam>
public abstract class Model<TState, TAction> : Specification<TState, TAction>
    where TState : notnull
    where TAction : notnull
{
    /// <summary>Where runs begin.</summary>
    public abstract IEnumerable<TState> InitialStates { get; }

    /// <summary>The steps that are possible in a state: for each enabled action each state it may lead to.</summary>
    /// <param name="state">The state.</param>
    public abstract IEnumerable<Step<TState, TAction>> Steps(TState state);

    /// <summary>Whether a state belongs to the part of the model that is searched; all do by default. Steps to others are counted, not followed.</summary>
    /// <param name="state">The state.</param>
    public virtual bool IsWithinBoundary(TState state) => true;

    /// <summary>
    /// The kinds of actions there are, so that those never enabled can be reported. By default the values of an enumeration; for other types
    /// none, and kinds are reported as they are seen.
    /// </summary>
    public virtual ImmutableArray<string> ActionNames => typeof(TAction).IsEnum ? [.. Enum.GetNames(typeof(TAction))] : [];

    /// <summary>
    /// How states become words. By default derived from the type's shape: by the compiler if the model has the attribute
    /// <see cref="DeriveCodecAttribute"/>, otherwise by reflection.
    /// </summary>
    /// <exception cref="NotSupportedException">It cannot be derived; the message says why.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A part that was trimmed away is noticed and refused; it is not passed over.")]
    public virtual StateCodec<TState> Codec => RuntimeFeature.IsDynamicCodeSupported
        ? StateCodec.Derive<TState>(ScalarSets)
        : throw new NotSupportedException($"In a natively compiled program {Name} must have the attribute DeriveCodec, or override Codec.");

    /// <summary>
    /// The sets whose members the model treats alike, for <see cref="CheckOptions.Symmetry"/>; none by default. The
    /// type of states says where members occur, by <see cref="MemberOfAttribute"/> and <see cref="IndexedByAttribute"/>. Always the same sets.
    /// </summary>
    public virtual ImmutableArray<ScalarSet> ScalarSets => [];

    /// <summary>What chooses the steps that partial-order reduction follows, for one thread; null if the model has nothing of the kind.</summary>
    /// <exception cref="PartialOrder.PartialOrderException">A property is not fit for it.</exception>
    internal virtual PartialOrder.IStepReducer<TState, TAction>? NewStepReducer() => null;

    /// <summary>
    /// The kind of an action, by which steps are counted. Null, the default, means the name of its type or, for an enumeration, of its value.
    /// </summary>
    /// <param name="action">The action.</param>
    public virtual string? NameOf(TAction action) => null;

    /// <summary>An action as people read it; by default its text.</summary>
    /// <param name="action">The action.</param>
    public virtual string Describe(TAction action) => action.ToString() ?? typeof(TAction).Name;

    /// <summary>Bytes of what the model keeps of the states it has met.</summary>
    internal virtual long KeptBytes => 0;

    /// <summary>Whether the words of states mean something in this process only.</summary>
    internal virtual bool HasLocalWords => false;

    /// <summary>A step of this model.</summary>
    /// <param name="action">The action.</param>
    /// <param name="next">The next state.</param>
    protected static Step<TState, TAction> Step(TAction action, TState next) => new(action, next);
}

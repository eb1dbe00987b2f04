using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking.Properties;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking;

/// <summary>A model whose states are words: the low-level form, on which the natural form and compiled specifications run.</summary>
/// <remarks>
/// A state is 1 to 65,535 words of 64 bits, and the words are all there is to it: two states are the same if and only if their words are.
/// An action is a number, an index into <see cref="ActionNames"/>. The same state must always give the same successors in the same order.
/// A model may be used by several threads at once; one that keeps anything between calls gives each thread its own by <see cref="ForWorker"/>.
/// </remarks>
public abstract class PackedModel : Specification<ReadOnlySpan<ulong>, int>
{
    /// <summary>Names of the kinds of actions, at most 4,096. Transitions are counted by them.</summary>
    public abstract ImmutableArray<string> ActionNames { get; }

    /// <summary>No action's number reaches this.</summary>
    internal virtual int MaximumActionCount => ActionNames.Length;

    /// <summary>How many of the names were given before the search; later ones are in no particular order.</summary>
    internal virtual int DeclaredActionCount => ActionNames.Length;

    /// <summary>Whether the words of states mean something in this process only, so that no other can go on with them.</summary>
    internal virtual bool HasLocalWords => false;

    /// <summary>Gives actions the numbers they had when a checkpoint was made.</summary>
    /// <exception cref="IOException">They cannot have them.</exception>
    internal virtual void RestoreActionNames(ImmutableArray<string> names) => RequireActionNames(names);

    /// <exception cref="IOException">The names are others.</exception>
    private protected void RequireActionNames(ImmutableArray<string> names)
    {
        if (!ActionNames.SequenceEqual(names))
        {
            throw new IOException($"The checkpoint is of a model with the actions {string.Join(", ", names)}, and {Name} has {string.Join(", ", ActionNames)}.");
        }
    }

    /// <summary>Bytes of what the model keeps of the states it has met, in all threads.</summary>
    internal virtual long KeptBytes => 0;

    /// <summary>Whether states are written and read by a codec, whose time can be measured.</summary>
    internal virtual bool HasCodec => false;

    /// <summary>The time that it takes to read, or to write, these states.</summary>
    internal virtual TimeSpan TimeCodec(IReadOnlyList<ulong[]> states, bool isRead) => TimeSpan.Zero;

    /// <summary>The model with one state for each orbit.</summary>
    /// <exception cref="SymmetryException">It has no symmetry, or may not be reduced by it.</exception>
    internal virtual PackedModel Reduced() =>
        throw new SymmetryException($"{Name} declares no scalar sets, so there is no symmetry to use.");

    /// <summary>The model with steps left out whose order makes no difference.</summary>
    /// <exception cref="PartialOrder.PartialOrderException">It is no system of actors, or does not say what its properties look at.</exception>
    internal virtual PackedModel ReducedByOrder() =>
        throw new PartialOrder.PartialOrderException($"{Name} is no system of actors: which of its steps can be left out is not known.");

    /// <summary>The model whose successors have the numbers that links and findings give them: with none left out.</summary>
    internal virtual PackedModel WithAllSteps() => this;

    /// <summary>Adds the successors that <see cref="AddSuccessors"/> left out of the state entered last.</summary>
    internal virtual void AddLeftOut(SuccessorSink sink)
    {
    }

    /// <summary>Of a reduced model: the choices of a run of the whole model that passes the same orbits.</summary>
    /// <param name="path">The choices in the reduced model.</param>
    /// <param name="property">The property for which the run is a finding.</param>
    internal virtual IReadOnlyList<int> Unreduce(IReadOnlyList<int> path, int property) => path;

    /// <summary>Adds the initial states; the action given with them means nothing.</summary>
    /// <param name="sink">Takes them.</param>
    public abstract void AddInitialStates(SuccessorSink sink);

    /// <summary>Adds the successors of a state, in an order that depends on nothing but the state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="sink">Takes them. It copies what it is given.</param>
    public abstract void AddSuccessors(ReadOnlySpan<ulong> state, SuccessorSink sink);

    /// <summary>Told which state properties and successors will be asked of next; for models that decode it once. Does nothing by default.</summary>
    /// <param name="state">The state.</param>
    public virtual void Enter(ReadOnlySpan<ulong> state)
    {
    }

    /// <summary>
    /// Told how many steps from an initial state what follows is, before states of that depth are entered; in breadth-first search along shortest
    /// paths. Does nothing by default.
    /// </summary>
    /// <param name="depth">The number of steps: 0 for initial states.</param>
    public virtual void AtDepth(int depth)
    {
    }

    /// <summary>The model that one thread uses; by default this one, because it keeps nothing between calls.</summary>
    public virtual PackedModel ForWorker() => this;

    /// <summary>A step as people read it; by default the action's name.</summary>
    /// <param name="state">The state it leaves.</param>
    /// <param name="action">Its action.</param>
    /// <param name="ordinal">Which of the state's successors it is, from 0.</param>
    public virtual string DescribeAction(ReadOnlySpan<ulong> state, int action, int ordinal) => ActionNames[action];

    /// <summary>The same of consecutive steps of a state, for models that can do it at once.</summary>
    /// <param name="state">The state they leave.</param>
    /// <param name="actions">Their actions.</param>
    /// <param name="firstOrdinal">Which of the state's successors the first of them is.</param>
    internal virtual ImmutableArray<string> DescribeActions(ReadOnlySpan<ulong> state, ReadOnlySpan<int> actions, int firstOrdinal)
    {
        ImmutableArray<string>.Builder texts = ImmutableArray.CreateBuilder<string>(actions.Length);
        for (int i = 0; i < actions.Length; i++)
        {
            texts.Add(DescribeAction(state, actions[i], firstOrdinal + i));
        }

        return texts.MoveToImmutable();
    }

    /// <summary>A state as people read it: names and values of its parts; by default its words in hexadecimal.</summary>
    /// <param name="state">The state.</param>
    public virtual ImmutableArray<StateField> DescribeState(ReadOnlySpan<ulong> state)
    {
        ImmutableArray<StateField>.Builder fields = ImmutableArray.CreateBuilder<StateField>(state.Length);
        for (int i = 0; i < state.Length; i++)
        {
            fields.Add(new StateField(string.Create(CultureInfo.InvariantCulture, $"word {i}"), state[i].ToString("x16", CultureInfo.InvariantCulture)));
        }

        return fields.MoveToImmutable();
    }
}

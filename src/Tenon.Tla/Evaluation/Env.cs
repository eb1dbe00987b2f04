using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>The values of the locals of one call. A slot holds a value, a <see cref="Thunk"/> or a <see cref="Callable"/>. Owned by one thread.</summary>
internal sealed class Env
{
    public readonly object?[] Slots;
    public readonly Env? Parent;

    public Env(int size, Env? parent)
    {
        Slots = size == 0 ? [] : new object?[size];
        Parent = parent;
    }

    private Env(object?[] slots, Env? parent) => (Slots, Parent) = (slots, parent);

    /// <summary>Room for the locals of a frame and, empty, of those around it.</summary>
    public static Env For(Frame frame) => new(frame.Size, frame.Parent is null ? null : For(frame.Parent));

    /// <summary>The call so many frames further out.</summary>
    public Env Up(int hops)
    {
        Env env = this;
        for (; hops > 0; hops--)
        {
            env = env.Parent!; // The resolved tree refers to frames that exist.
        }

        return env;
    }

    /// <summary>The same call with slots of its own: what is bound in one is not seen in the other.</summary>
    public Env Copy() => new((object?[])Slots.Clone(), Parent);

    /// <summary>
    /// The same for this call and all around it, for values that are computed later, when loops around have bound the names anew: thunks that
    /// look into these calls look into the copies, and arguments that look into other calls are evaluated now.
    /// </summary>
    /// <param name="needed">The locals that will be read.</param>
    /// <param name="states">What to evaluate them in.</param>
    public Env Keep(LocalCode[] needed, StatePair states)
    {
        Env copy = CopyDeep();
        foreach (LocalCode local in needed)
        {
            Env holder = copy.Up(local.Hops);
            if (holder.Slots[local.Slot] is Thunk thunk && !copy.IsInside(thunk.Env))
            {
                try
                {
                    holder.Slots[local.Slot] = thunk.Eval(states);
                }
                catch (EvaluationException)
                {
                    // It fails when, and only if, it is needed.
                }
            }
        }

        return copy;
    }

    /// <summary>The same for this call and all around it.</summary>
    public Env CopyDeep()
    {
        Env copy = new(Slots.Length == 0 ? Slots : (object?[])Slots.Clone(), Parent?.CopyDeep());
        for (int i = 0; i < copy.Slots.Length; i++)
        {
            if (copy.Slots[i] is Thunk thunk)
            {
                Env? old = this;
                for (Env? mine = copy; mine is not null; (mine, old) = (mine.Parent, old!.Parent))
                {
                    if (ReferenceEquals(thunk.Env, old))
                    {
                        copy.Slots[i] = thunk.In(mine);
                        break;
                    }
                }
            }
        }

        return copy;
    }

    /// <summary>Whether an argument or definition here, or around, is about a state.</summary>
    public bool HoldsStates() => Array.Exists(Slots, held => held is Thunk { IsConstant: false }) || Parent?.HoldsStates() == true;

    private bool IsInside(Env env)
    {
        for (Env? mine = this; mine is not null; mine = mine.Parent)
        {
            if (ReferenceEquals(mine, env))
            {
                return true;
            }
        }

        return false;
    }
}

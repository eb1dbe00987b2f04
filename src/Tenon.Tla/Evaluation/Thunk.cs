using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>An expression to be evaluated when needed: an argument passed by name, or a definition of a LET.</summary>
/// <remarks>
/// The value is remembered for the pair of states that it was computed in, by their versions; assigning a variable of the next state changes the
/// version, so a value computed from an incomplete next state is never taken for another one.
/// </remarks>
internal sealed class Thunk
{
    private readonly Dependence _dependence;
    private Value? _value;
    private long _currentVersion;
    private long _nextVersion;

    public Thunk(Node code, Env env)
    {
        (Code, Env) = (code, env);
        _dependence = DependenceOf(code, env);
    }

    private Thunk(Thunk other, Env env)
    {
        (Code, Env, _dependence) = (other.Code, env, other._dependence);
        (_value, _currentVersion, _nextVersion) = (other._value, other._currentVersion, other._nextVersion);
    }

    private enum Dependence
    {
        None,
        Current,
        Both,
        Never,
    }

    public Node Code { get; }

    public Env Env { get; }

    /// <summary>Whether it is about no state.</summary>
    public bool IsConstant => _dependence == Dependence.None;

    public Thunk In(Env env) => new(this, env);

    public Value Eval(StatePair states)
    {
        if (_value is Value known && IsFor(states))
        {
            return known;
        }

        Value value = Code.Eval(Env, states);
        if (_dependence != Dependence.Never)
        {
            (_value, _currentVersion, _nextVersion) = (value, states.CurrentVersion, states.NextVersion);
        }

        return value;
    }

    private static Dependence DependenceOf(Node code, Env env)
    {
        if (code.Facts.Purity == Semantics.Purity.Impure)
        {
            return Dependence.Never;
        }

        Dependence result = code.Facts.Level switch
        {
            Semantics.ExprLevel.Constant => Dependence.None,
            Semantics.ExprLevel.State => Dependence.Current,
            _ => Dependence.Both,
        };
        foreach (LocalCode local in code.FreeLocals)
        {
            object? held = env.Up(local.Hops).Slots[local.Slot];
            Dependence other = held is Thunk thunk ? thunk._dependence : held is Callable ? Dependence.Both : Dependence.None;
            result = other > result ? other : result;
        }

        return result;
    }

    private bool IsFor(StatePair states) => _dependence switch
    {
        Dependence.None => true,
        Dependence.Current => _currentVersion == states.CurrentVersion,
        _ => _currentVersion == states.CurrentVersion && _nextVersion == states.NextVersion,
    };
}

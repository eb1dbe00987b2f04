namespace Tenon.Tla.Semantics;

/// <summary>What a local name stands for.</summary>
internal enum LocalKind
{
    /// <summary>A parameter of a definition or a LAMBDA. Arguments are passed by name: evaluated at most once, when they are needed.</summary>
    Parameter,

    /// <summary>Bound by a quantifier, CHOOSE, a set or a function: a value.</summary>
    Bound,

    /// <summary>The function that a recursive function definition defines, inside its own body.</summary>
    Self,

    /// <summary>What @ means in a clause of EXCEPT: the old value of the component.</summary>
    At,
}

/// <summary>A local name: a parameter, a bound variable, the function inside its own definition, or @. Compared by identity.</summary>
internal sealed class LocalSymbol
{
    /// <param name="name">Its name, for messages.</param>
    /// <param name="kind">What it stands for.</param>
    /// <param name="frame">Where it lives; it takes the next slot there.</param>
    /// <param name="arity">Of an operator parameter such as <c>F(_, _)</c>, how many arguments it takes; 0 for a value.</param>
    public LocalSymbol(string name, LocalKind kind, Frame frame, int arity = 0)
    {
        (Name, Kind, Frame, Arity) = (name, kind, frame, arity);
        Slot = frame.Allocate();
    }

    public string Name { get; }

    public LocalKind Kind { get; }

    /// <summary>Where it lives.</summary>
    public Frame Frame { get; }

    /// <summary>Its place in the frame.</summary>
    public int Slot { get; }

    /// <summary>Of an operator parameter, how many arguments it takes; 0 for a value.</summary>
    public int Arity { get; }

    public override string ToString() => Name;
}

namespace Tenon.Tla.Semantics;

/// <summary>A state variable of the specification that is checked: a VARIABLE of the root module or of what it extends.</summary>
/// <remarks>
/// Variables of instanced modules are not among these: they were replaced by what the instance puts in their place. Compared by identity.
/// </remarks>
/// <param name="name">Its name.</param>
/// <param name="index">Its number, from 0, in the order of declaration: where it is in a state.</param>
internal sealed class VariableSymbol(string name, int index)
{
    public string Name => name;

    /// <summary>Its number, from 0: where it is in a state.</summary>
    public int Index => index;

    public override string ToString() => name;
}

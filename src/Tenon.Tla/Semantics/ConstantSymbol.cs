using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>A declared CONSTANT that was given no value.</summary>
/// <param name="name">Its name.</param>
/// <param name="arity">How many arguments it takes; 0 for a value.</param>
/// <param name="span">Where it is declared.</param>
internal sealed class ConstantSymbol(string name, int arity, SourceSpan span)
{
    public string Name => name;

    public int Arity => arity;

    public SourceSpan Span => span;

    public override string ToString() => name;
}

using System.Collections.Immutable;
using System.Linq.Expressions;
using Tenon.Tla.Semantics;
using E = System.Linq.Expressions.Expression;

namespace Tenon.Tla.Compilation;

/// <summary>What a local means where code is being made.</summary>
internal abstract record Meaning
{
    /// <summary>A value that is in a variable, or can be had again at no cost.</summary>
    internal sealed record Known(E Value) : Meaning;

    /// <summary>An argument passed by name, or a definition of a LET: an expression of another place.</summary>
    /// <param name="Expr">The expression.</param>
    /// <param name="Scope">What locals mean there.</param>
    /// <param name="Memory">Where its value in this state is kept; null if it is computed each time.</param>
    internal sealed record Delayed(Expr Expr, Lexical Scope, Memory? Memory) : Meaning;

    /// <summary>An operator passed as an argument.</summary>
    internal sealed record Operator(OperatorValueExpr Expr, Lexical Scope) : Meaning;
}

/// <summary>What the locals mean at one place. Immutable.</summary>
/// <param name="Frame">The frame there.</param>
/// <param name="Locals">Parameters and bound names.</param>
/// <param name="Lets">Definitions of LETs without parameters.</param>

/// <param name="Depth">How many applications deep it is.</param>
internal sealed record Lexical(
    Frame Frame,
    ImmutableDictionary<LocalSymbol, Meaning> Locals,
    ImmutableDictionary<OperatorDefinition, Meaning> Lets,
    int Depth)
{
    public static Lexical Of(Frame frame) => new(
        frame,
        ImmutableDictionary.Create<LocalSymbol, Meaning>(ReferenceEqualityComparer.Instance),
        ImmutableDictionary.Create<OperatorDefinition, Meaning>(ReferenceEqualityComparer.Instance),
        0);

    public Lexical With(LocalSymbol local, Meaning meaning) => this with { Locals = Locals.SetItem(local, meaning) };

    public Lexical With(LocalSymbol local, E value) => With(local, new Meaning.Known(value));

    public Lexical With(OperatorDefinition definition, Meaning meaning) => this with { Lets = Lets.SetItem(definition, meaning) };

    /// <summary>The place of a body that is entered from here: closures see all that is known here.</summary>
    public Lexical Enter(Frame frame) => this with { Frame = frame, Depth = Depth + 1 };
}

using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>
/// An expression with all names resolved: what is evaluated and compiled. The classes derived from it are all there are. Immutable once the
/// specification is handed out, and compared by identity, so things learned of a node can be kept in a table.
/// </summary>
/// <remarks>
/// <para>
/// The tree is a template filled in: instances have been made (<see cref="OperatorDefinition"/>), what the configuration replaces has been replaced, and
/// constants that it gives are definitions. Left are variables of the root module, locals, definitions, built-in and native operators.
/// </para>
/// <para>
/// Children are in the order of the text, and that is the order of evaluation: <c>/\</c>, <c>\/</c>, <c>=></c>, IF, CASE, <c>\A</c> and <c>\E</c> stop where the result is known.
/// </para>
/// </remarks>
/// <param name="span">Where it is in the text.</param>
internal abstract class Expr(SourceSpan span)
{
    /// <summary>Where it is in the text.</summary>
    public SourceSpan Span => span;

    /// <summary>What is known of it. Known once the specification is resolved.</summary>
    public ExprFacts Facts { get; internal set; } = ExprFacts.Constant;
}

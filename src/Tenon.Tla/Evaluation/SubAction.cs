using System.Collections.Immutable;
using Tenon.Tla.Semantics;
using Tenon.Tla.Syntax;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>A part of the next-state relation that leads to successors of its own, as TLC splits it: <c>Reset(1)</c>.</summary>
/// <param name="Definition">The innermost definition that it is reached through; null if there is none.</param>
/// <param name="Arguments">What the definition is applied to.</param>
/// <param name="Body">The formula.</param>
internal sealed record SubAction(OperatorDefinition? Definition, ImmutableArray<Value> Arguments, BoundExpr Body)
{
    public SourceSpan Span => Body.Expr.Span;

    /// <summary>The definition's name, or the whole's if there is none.</summary>
    public string Name => Definition?.ShortName ?? "Action";

    /// <summary>As traces show it: <c>Reset(1)</c>.</summary>
    public string Label => Arguments.IsEmpty ? Name : $"{Name}({string.Join(", ", Arguments.Select(ValueText.Of))})";
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>A definition, of a module or of a LET, with all names resolved. Compared by identity.</summary>
/// <remarks>
/// <para>
/// An instance has definitions of its own: <c>I!Op</c> is another object than <c>J!Op</c>, whose body has, in place of the instanced module's
/// constants and variables, what the instance puts there. Parameters of a parameterised instance come before those of the definition:
/// <c>I(p)!Op(x)</c> is an application to <c>p</c> and <c>x</c>. So nothing that evaluates has to know of instances.
/// </para>
/// <para>A constant that the configuration gives a value is such a definition too, and what the configuration replaces is not referred to.</para>
/// </remarks>
internal sealed class OperatorDefinition
{
    private Expr? _body;

    /// <param name="name">The name as the root module says it: <c>Op</c>, <c>I!Op</c>.</param>
    /// <param name="module">The module whose text has it; empty for a value of the configuration.</param>
    /// <param name="span">From its name to the end of its body.</param>
    /// <param name="frame">Where its locals are.</param>
    public OperatorDefinition(string name, string module, SourceSpan span, Frame frame)
    {
        (Name, Module, Span, Frame) = (name, module, span, frame);
        int mark = name.LastIndexOf('!');
        ShortName = mark >= 0 && mark < name.Length - 1 ? name[(mark + 1)..] : name;
    }

    /// <summary>The name as the root module says it: <c>Op</c>, <c>I!Op</c>, an operator such as <c>(+)</c>.</summary>
    public string Name { get; }

    /// <summary>The name without instances, as traces show it.</summary>
    public string ShortName { get; }

    /// <summary>The module whose text has it; empty for a value of the configuration.</summary>
    public string Module { get; }

    /// <summary>From its name to the end of its body.</summary>
    public SourceSpan Span { get; }

    /// <summary>Where its locals are. Without parameters and in a LET, the frame around the LET.</summary>
    public Frame Frame { get; }

    /// <summary>The parameters; those with an arity above 0 take operators.</summary>
    public ImmutableArray<LocalSymbol> Parameters { get; internal set; } = [];

    /// <summary>Of a definition in a LET, the frame around the LET; null for one of a module.</summary>
    public Frame? EnclosingFrame { get; internal init; }

    /// <summary>
    /// Of a definition in a LET, the slot of <see cref="EnclosingFrame"/> kept free for it: for its value, or for its closure if it has parameters;
    /// -1 for one of a module.
    /// </summary>
    public int LetSlot { get; internal init; } = -1;

    /// <summary>Whether it can get to itself, directly or by others: declared RECURSIVE. Recursive functions are no such definitions.</summary>
    public bool IsRecursive { get; internal set; }

    /// <summary>
    /// Whether the text is of a module that comes with this library, so that (<see cref="Module"/>, <see cref="ShortName"/>) may have a native implementation
    /// that replaces the body.
    /// </summary>
    public bool IsStandard => Span.Source?.IsStandard == true;

    /// <summary>The native operator that it is, if its text says that it has no other body; null otherwise. Applications of it are <see cref="NativeExpr"/>.</summary>
    public NativeOperator? Native { get; internal set; }

    /// <summary>What it means. Set once, before the specification is handed out.</summary>
    public Expr Body => _body ?? throw new InvalidOperationException($"The definition of {Name} is not resolved yet.");

    /// <summary>What is known of the body; parameters are taken as constants.</summary>
    public ExprFacts Facts { get; internal set; } = ExprFacts.Constant;

    [MemberNotNull(nameof(_body))]
    internal void SetBody(Expr body) => _body = body;

    internal bool HasBody => _body is not null;

    public override string ToString() => Name;
}

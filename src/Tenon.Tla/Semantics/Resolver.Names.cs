using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

// What names mean, and their application to arguments.
internal sealed partial class Resolver
{
    private static readonly ImmutableArray<LocalSymbol> NoLocals = [];

    private Scope Bind(Scope scope, LocalSymbol local, SourceSpan span)
    {
        if (scope.FindLocal(local.Name) is LocalName other && local.Kind != LocalKind.At)
        {
            _diagnostics.Error(span, $"{local.Name} has a meaning here already, of line {other.Span.StartLine}", "each name can have one meaning at a time: take another");
        }
        else if (scope.Module.Names.TryGetValue(local.Name, out ModuleSymbol? symbol) && symbol.Order < scope.Order && span.Source?.IsStandard == false && local.Kind != LocalKind.Self)
        {
            _diagnostics.Error(span, $"{local.Name} has a meaning already: it is a {symbol.Kind}, of {(symbol.Span.Module == span.Module ? $"line {symbol.Span.StartLine}" : $"module {symbol.Owner.Name}")}", "each name can have one meaning at a time: take another");
        }

        return scope.With(local, span);
    }

    private static Expr ReferTo(LocalSymbol local, SourceSpan span) => local.Arity > 0 ? new LocalOperatorExpr(span, local) : new LocalExpr(span, local);

    /// <summary>A name with its arguments, as a value.</summary>
    private Expr Name(NameSyntax syntax, Scope scope)
    {
        if (Find(syntax, scope) is not Target target)
        {
            return Failed(syntax.Span);
        }

        ImmutableArray<SyntaxNode> arguments = target.Arguments ?? syntax.Parts[^1].Arguments;
        if (target.Arity != arguments.Length)
        {
            return target.Arity > 0 && arguments.IsEmpty
                ? Error(syntax.Span, $"{target.Name} is an operator with {Count(target.Arity, "parameter")} and stands here without arguments")
                : Error(syntax.Span, $"{target.Name} has {Count(target.Arity, "parameter")}, found {Count(arguments.Length, "argument")}");
        }

        return Apply(target, arguments, syntax.Span, scope);
    }

    /// <summary>An operator's symbol with its operands.</summary>
    private Expr Symbol(OperatorSyntax syntax, Scope scope)
    {
        NameSyntax name = new(syntax.OperatorSpan, [new NamePart(syntax.OperatorSpan, syntax.Symbol, [])]);
        return Find(name, scope) is not Target target
            ? Failed(syntax.Span)
            : target.Arity != syntax.Operands.Length
                ? Error(syntax.OperatorSpan, $"{syntax.Symbol} has {Count(target.Arity, "parameter")}, found {Count(syntax.Operands.Length, "operand")}")
                : Apply(target, syntax.Operands, syntax.Span, scope);
    }

    private static string Count(int count, string noun) => count == 0 ? $"no {noun}s" : count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private BooleanExpr Error(SourceSpan span, string message, string? hint = null)
    {
        _diagnostics.Error(span, message, hint);
        return Failed(span);
    }

    // Stands for what could not be resolved. Nothing with errors is ever evaluated.
    private static BooleanExpr Failed(SourceSpan span) => new(span, true);

    private Expr Apply(Target target, ImmutableArray<SyntaxNode> arguments, SourceSpan span, Scope scope)
    {
        switch (target.Meaning)
        {
            case VariableSymbol variable:
                return new VariableExpr(span, variable, isPrimed: false);
            case ShadowTarget shadow:
                return new ShadowVariableExpr(span, target.Name, Expression(shadow.Value, shadow.Scope), shadow.Index, isPrimed: false);
            case SubstitutionTarget substitution when target.Arity == 0:
                return Expression(substitution.Value, substitution.Scope);
            case SubstitutionTarget substitution:
                OperatorValueExpr operation = OperatorValue(substitution.Value, substitution.Scope, target.Arity, target.Name);
                return ApplyValue(operation, Arguments(arguments, NoLocals, scope), span, scope);
            case LocalSymbol local:
                return local.Arity == 0 ? new LocalExpr(span, local) : new LocalApplyExpr(span, local, Arguments(arguments, NoLocals, scope));
            case ConstantSymbol constant:
                return constant.Arity == 0 ? new ConstantExpr(span, constant) : new ConstantApplyExpr(span, constant, Arguments(arguments, NoLocals, scope));
            case OperatorDefinition definition:
                ImmutableArray<LocalSymbol> parameters = [.. definition.Parameters.Skip(target.Bound.Length)];
                return ApplyDefinition(definition, [.. target.Bound, .. Arguments(arguments, parameters, scope, definition.ShortName)], span);
            case BuiltInOperator op:
                return new BuiltInExpr(span, op, Arguments(arguments, NoLocals, scope));
            default:
                return Failed(span);
        }
    }

    private static Expr ApplyDefinition(OperatorDefinition definition, ImmutableArray<Expr> arguments, SourceSpan span) =>
        definition.Native is NativeOperator native ? new NativeExpr(span, native, arguments) : new ApplyExpr(span, definition, arguments);

    // An operator that is known as a value only, such as what an instance puts in the place of a constant operator.
    private Expr ApplyValue(OperatorValueExpr operation, ImmutableArray<Expr> arguments, SourceSpan span, Scope scope)
    {
        switch (operation)
        {
            case DefinitionOperatorExpr definition:
                return ApplyDefinition(definition.Definition, [.. definition.Bound, .. arguments], span);
            case LocalOperatorExpr local:
                return new LocalApplyExpr(span, local.Local, arguments);
            case NativeOperatorExpr native:
                return new NativeExpr(span, native.Operator, arguments);
            case ConstantOperatorExpr constant:
                return new ConstantApplyExpr(span, constant.Constant, arguments);
            case BuiltInOperatorExpr builtIn:
                return new BuiltInExpr(span, builtIn.Operator, arguments);
            case LambdaExpr lambda:
                OperatorDefinition named = new("LAMBDA", lambda.Span.Module, lambda.Span, lambda.Frame)
                {
                    EnclosingFrame = scope.Frame,
                    LetSlot = scope.Frame.Allocate(),
                    Parameters = lambda.Parameters,
                };
                named.SetBody(lambda.Body);
                _all.Add(named);
                return new LetExpr(span, [named], new ApplyExpr(span, named, arguments));
            default:
                return Failed(span);
        }
    }

    private ImmutableArray<Expr> Arguments(ImmutableArray<SyntaxNode> arguments, ImmutableArray<LocalSymbol> parameters, Scope scope, string name = "")
    {
        ImmutableArray<Expr>.Builder resolved = ImmutableArray.CreateBuilder<Expr>(arguments.Length);
        for (int i = 0; i < arguments.Length; i++)
        {
            int arity = i < parameters.Length ? parameters[i].Arity : 0;
            resolved.Add(arity > 0 ? OperatorValue(arguments[i], scope, arity, $"the argument {parameters[i].Name} of {name}") : Expression(arguments[i], scope));
        }

        return resolved.ToImmutable();
    }

    /// <summary>An operator as an argument.</summary>
    private OperatorValueExpr OperatorValue(SyntaxNode syntax, Scope scope, int arity, string what)
    {
        switch (syntax)
        {
            case LambdaSyntax lambda:
                if (lambda.Parameters.Length != arity)
                {
                    Error(lambda.Span, $"{what} takes an operator with {Count(arity, "parameter")}, found a LAMBDA with {Count(lambda.Parameters.Length, "parameter")}");
                }

                return Lambda(lambda, scope);
            case NameSyntax { Parts: [.., { Arguments.IsEmpty: true }] } name:
                if (Find(name, scope) is not Target target)
                {
                    return new BuiltInOperatorExpr(syntax.Span, BuiltInOperator.Equal, arity);
                }

                if (target.Arity != arity)
                {
                    Error(syntax.Span, $"{what} takes an operator with {Count(arity, "parameter")}, and {target.Name} has {Count(target.Arity, "parameter")}");
                    return new BuiltInOperatorExpr(syntax.Span, BuiltInOperator.Equal, arity);
                }

                return target.Meaning switch
                {
                    LocalSymbol local => new LocalOperatorExpr(syntax.Span, local),
                    OperatorDefinition { Native: NativeOperator native } => new NativeOperatorExpr(syntax.Span, native),
                    OperatorDefinition definition => new DefinitionOperatorExpr(syntax.Span, definition, target.Bound),
                    ConstantSymbol constant => new ConstantOperatorExpr(syntax.Span, constant),
                    SubstitutionTarget substitution => OperatorValue(substitution.Value, substitution.Scope, arity, what),
                    BuiltInOperator op => new BuiltInOperatorExpr(syntax.Span, op, arity),
                    _ => new BuiltInOperatorExpr(syntax.Span, BuiltInOperator.Equal, arity),
                };
            default:
                Error(syntax.Span, $"{what} takes an operator with {Count(arity, "parameter")}, found an expression", "give the name of an operator, or LAMBDA x : e");
                return new BuiltInOperatorExpr(syntax.Span, BuiltInOperator.Equal, arity);
        }
    }

    private LambdaExpr Lambda(LambdaSyntax syntax, Scope scope)
    {
        Frame frame = new(scope.Frame);
        ImmutableArray<LocalSymbol>.Builder parameters = ImmutableArray.CreateBuilder<LocalSymbol>();
        Scope inner = scope with { Frame = frame };
        foreach (NameToken name in syntax.Parameters)
        {
            LocalSymbol local = new(name.Name, LocalKind.Parameter, frame);
            parameters.Add(local);
            inner = Bind(inner, local, name.Span);
        }

        return new LambdaExpr(syntax.Span, frame, parameters.ToImmutable(), Expression(syntax.Body, inner));
    }

    /// <summary>What a name leads to; null if that has been reported as an error.</summary>
    private Target? Find(NameSyntax syntax, Scope scope)
    {
        Scope at = scope;
        Dictionary<(InstanceContext, string), Expr> given = [];
        for (int i = 0; i < syntax.Parts.Length; i++)
        {
            NamePart part = syntax.Parts[i];
            bool isLast = i == syntax.Parts.Length - 1;
            object? meaning = Lookup(part, at, isQualified: i > 0);
            if (meaning is null)
            {
                return null;
            }

            if (isLast && meaning is not InstanceContext)
            {
                return TargetOf(meaning, part.Name, at, scope, given, part.Span);
            }

            if (meaning is DefinedOperator whole)
            {
                if (Subexpression(whole, syntax.Parts.RemoveRange(0, i + 1)) is not DefinedOperator selected)
                {
                    return null;
                }

                NamePart named = part with { Name = selected.Name };
                return TargetOf(selected, selected.Name, at, scope, given, part.Span) is Target found
                    ? found with { Arguments = named.Arguments }
                    : null;
            }

            if (meaning is not InstanceContext instance)
            {
                string what = meaning is ModuleSymbol symbol ? symbol.Kind : "local name";
                _diagnostics.Error(
                    syntax.Parts[i + 1].Span,
                    $"'{syntax.Parts[i + 1].Name}' is to be a part of {part.Name}, which is a {what} and no instance",
                    "parts of definitions cannot be named: give the part a definition of its own");
                return null;
            }

            if (isLast)
            {
                _diagnostics.Error(part.Span, $"{part.Name} is an instance and no value", $"a definition of it is written {part.Name}!Name");
                return null;
            }

            ImmutableArray<DeclaredName> parameters = instance.Instance!.Parameters; // Looked up as an instance, so no root.
            if (parameters.Length != part.Arguments.Length)
            {
                _diagnostics.Error(part.Span, $"the instance {part.Name} has {Count(parameters.Length, "parameter")}, found {Count(part.Arguments.Length, "argument")}");
                return null;
            }

            for (int p = 0; p < parameters.Length; p++)
            {
                given[(instance.Plain ?? instance, parameters[p].Name)] = parameters[p].Arity > 0
                    ? OperatorValue(part.Arguments[p], scope, parameters[p].Arity, $"the argument {parameters[p].Name} of {part.Name}")
                    : Expression(part.Arguments[p], scope);
            }

            at = new Scope { Context = instance, Module = instance.Module, Frame = scope.Frame, InstanceParameters = scope.InstanceParameters };
        }

        return null;
    }

    // A local, a symbol of a module, an instance's context, or a built-in operator.
    private object? Lookup(NamePart part, Scope scope, bool isQualified)
    {
        if (!isQualified && scope.FindLocal(part.Name) is LocalName local)
        {
            return local.Meaning;
        }

        if (scope.Module.Names.TryGetValue(part.Name, out ModuleSymbol? symbol) && !(isQualified && symbol.IsLocal))
        {
            bool isKnown = symbol.Order < scope.Order || symbol is DefinedOperator { IsRecursive: true };
            if (isKnown || isQualified)
            {
                return symbol is InstanceSymbol or ImportedSymbol { Inner: InstanceSymbol } or OuterSymbol { Inner: InstanceSymbol } ? InstanceOf(symbol, scope) : symbol;
            }

            _diagnostics.Error(
                part.Span,
                $"{part.Name} is used before its definition{(symbol.Span.Module == part.Span.Module ? $" in line {symbol.Span.StartLine}" : "")}",
                symbol is DefinedOperator ? $"move the definition up, or, if it refers to itself, declare it before: RECURSIVE {part.Name}{(symbol.Arity > 0 ? $"({string.Join(", ", Enumerable.Repeat("_", symbol.Arity))})" : "")}" : null);
            return null;
        }

        if (!isQualified && BuiltInSymbols.Find(part.Name) is BuiltInOperator op)
        {
            return op;
        }

        ReportUnknown(part, scope, isQualified);
        return null;
    }

    private static InstanceContext InstanceOf(ModuleSymbol symbol, Scope scope) => symbol switch
    {
        InstanceSymbol instance => ContextOf(instance.Syntax, instance.Target, scope.Context, OwnerScope(instance, scope.Context), null),
        ImportedSymbol imported => InstanceOf(imported.Inner, scope with { Context = ContextOf(imported.Instance.Syntax, imported.Instance.Target, scope.Context, OwnerScope(imported.Instance, scope.Context), null) }),
        OuterSymbol outer => InstanceOf(outer.Inner, scope with { Context = OuterContext(scope.Context, outer) }),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private void ReportUnknown(NamePart part, Scope scope, bool isQualified)
    {
        if (isQualified)
        {
            string? other = Spelling.Nearest(part.Name, scope.Module.Names.Values.Where(symbol => !symbol.IsLocal).Select(symbol => symbol.Name));
            _diagnostics.Error(part.Span, $"the module {scope.Module.Name} defines no {part.Name}", other is null ? null : $"did you mean {other}?");
            return;
        }

        List<string> locals = [];
        for (LocalName? local = scope.Locals; local is not null; local = local.Next)
        {
            locals.Add(local.Name);
        }

        string? near = char.IsAsciiLetterOrDigit(part.Name[0]) || part.Name[0] == '_' ? Spelling.Nearest(part.Name, locals.Concat(scope.Module.Names.Keys)) : null;
        string[] standard = [.. _modules.Library.StandardModulesWith(part.Name)];
        string? hint = standard.Length > 0
            ? $"{(standard.Length > 1 && standard.Contains("Integers") ? "Integers" : standard[0])} defines it: add that to EXTENDS"
            : near is not null ? $"did you mean {near}?" : part.Name is "||" or "|" ? "'or' is written \\/; a set is written {x \\in S : P}" : part.Name is "&&" or "&" ? "'and' is written /\\" : null;
        _diagnostics.Error(part.Span, $"'{part.Name}' is not defined", hint);
    }

    // A symbol in a context, as something that can be applied.
    private Target? TargetOf(object meaning, string name, Scope at, Scope site, Dictionary<(InstanceContext, string), Expr> given, SourceSpan span)
    {
        switch (meaning)
        {
            case LocalSymbol local:
                return new Target(local, local.Name, local.Arity, []);
            case OperatorDefinition definition:
                return new Target(definition, definition.ShortName, definition.Parameters.Length, []);
            case BuiltInOperator op:
                return new Target(op, name, BuiltInSymbols.ArityOf(op), []);
            case DeclaredVariable or DeclaredConstant when !IsReplaced((ModuleSymbol)meaning, at.Context):
                return Declared((ModuleSymbol)meaning, at.Context, site);
            case ImportedSymbol { Inner: DeclaredVariable or DeclaredConstant }:
                return null;
            case OuterSymbol { Inner: DeclaredVariable or DeclaredConstant } outer:
                InstanceContext outerContext = OuterContext(at.Context, outer);
                return !IsReplaced(outer.Inner, outerContext)
                    ? Declared(outer.Inner, outerContext, site)
                    : DefinitionOf(outer.Inner, at) is OperatorDefinition value ? new Target(value, name, value.Parameters.Length, []) : null;
            case ModuleSymbol symbol:
                if (DefinitionOf(symbol, at) is not OperatorDefinition found)
                {
                    return null;
                }

                // The first parameters are those of the instances on the way: given here, or those of the definition that this is in.
                ImmutableArray<Expr> bound = [];
                if (OverrideOf(symbol, at.Context) is null)
                {
                    bound = [.. ContextOfDefinition(symbol, at).Parameters.Select(each => given.GetValueOrDefault((each.Context, each.Parameter.Name))
                        ?? (site.InstanceParameters.TryGetValue((each.Context, each.Parameter.Name), out LocalSymbol? local) ? ReferTo(local, span) : Failed(span)))];
                }

                return new Target(found, symbol.Name, symbol.Arity, bound);
            default:
                return null;
        }
    }

    // In an instance, a constant is what the instance makes of it, unless the configuration names its module.
    private bool IsReplaced(ModuleSymbol declared, InstanceContext context) =>
        OverrideOf(declared) is not null && (context.Outer is null || _overrides.Modules.ContainsKey((declared.Owner.Name, declared.Name)));

    private InstanceContext ContextOfDefinition(ModuleSymbol symbol, Scope at) => symbol switch
    {
        ImportedSymbol imported => ContextOfDefinition(
            imported.Inner, at with { Context = ContextOf(imported.Instance.Syntax, imported.Instance.Target, at.Context, OwnerScope(imported.Instance, at.Context), null) }),
        OuterSymbol outer => ContextOfDefinition(outer.Inner, at with { Context = OuterContext(at.Context, outer) }),
        _ => HomeOf(symbol, at.Context),
    };

    private Target Declared(ModuleSymbol symbol, InstanceContext context, Scope site)
    {
        if (context.Outer is null)
        {
            return symbol is DeclaredConstant constant
                ? new Target(Unassigned(constant), constant.Name, constant.Arity, [])
                : new Target(_variables[symbol.Name], symbol.Name, 0, []);
        }

        (SyntaxNode value, Scope scope) = Substituted(symbol.Name, context, site);
        return context.IsEnabled && context.Shadows.TryGetValue(symbol.Name, out int shadow)
            ? new Target(new ShadowTarget(value, scope, shadow), symbol.Name, 0, [])
            : new Target(new SubstitutionTarget(value, scope), symbol.Name, symbol.Arity, []);
    }

    /// <summary>What a name leads to.</summary>
    /// <param name="Meaning">
    /// <see cref="LocalSymbol"/>, <see cref="OperatorDefinition"/>, <see cref="VariableSymbol"/>, <see cref="ConstantSymbol"/>, <see cref="BuiltInOperator"/>,
    /// <see cref="SubstitutionTarget"/> or <see cref="ShadowTarget"/>.
    /// </param>
    /// <param name="Name">Its name, for messages.</param>
    /// <param name="Arity">How many arguments it still takes.</param>
    /// <param name="Bound">The first arguments of a definition, of instances with parameters.</param>
    private sealed record Target(object Meaning, string Name, int Arity, ImmutableArray<Expr> Bound)
    {
        /// <summary>Of a part of a definition, the arguments of the definition, which do not stand at the end of the name; null for others.</summary>
        public ImmutableArray<SyntaxNode>? Arguments { get; init; }
    }

    private sealed record SubstitutionTarget(SyntaxNode Value, Scope Scope);

    private sealed record ShadowTarget(SyntaxNode Value, Scope Scope, int Index);
}

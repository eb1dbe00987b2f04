using System.Collections.Frozen;
using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>Makes resolved expressions out of syntax: finds what names mean, and fills in instances.</summary>
/// <remarks>
/// A definition is made once for each context in which it is referred to (<see cref="InstanceContext"/>); the definitions of the root module are made
/// all, so that mistakes in what is not used are found too. The object of a definition exists before its body is resolved, which is how recursion
/// refers to it.
/// </remarks>
internal sealed partial class Resolver
{
    /// <summary>What can be reached through instances of instances is finite but for recursion by mistake; this is far beyond what people write.</summary>
    private const int MaximumInstanceDepth = 200;

    private readonly ModuleTable _modules;
    private readonly DiagnosticBag _diagnostics;
    private readonly Overrides _overrides;
    private readonly InstanceContext _root;
    private readonly Dictionary<string, VariableSymbol> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<DeclaredConstant, ConstantSymbol> _unassigned = [];
    private readonly Dictionary<Override, OperatorDefinition> _values = new(ReferenceEqualityComparer.Instance);
    private readonly List<OperatorDefinition> _all = [];
    private readonly List<Expr> _substituted = [];
    private int _shadowCount;
    private int _instanceDepth;

    private Resolver(ModuleEntity root, ModuleTable modules, Overrides overrides, DiagnosticBag diagnostics)
    {
        (_modules, _overrides, _diagnostics) = (modules, overrides, diagnostics);
        _root = new InstanceContext { Module = root, Prefix = "" };
        foreach (DeclaredVariable variable in root.Variables)
        {
            _variables.TryAdd(variable.Name, new VariableSymbol(variable.Name, _variables.Count));
        }
    }

    /// <summary>Resolves a module and all that it needs.</summary>
    /// <param name="root">The root module, its table of names complete.</param>
    /// <param name="modules">Finds others.</param>
    /// <param name="overrides">What the configuration replaces.</param>
    /// <param name="diagnostics">Takes what is wrong; if there are errors, the result must not be evaluated.</param>
    /// <param name="extras">Expressions beside the modules.</param>
    public static ResolvedSpec Resolve(ModuleEntity root, ModuleTable modules, Overrides overrides, IReadOnlyList<ExtraExpression> extras, DiagnosticBag diagnostics) =>
        new Resolver(root, modules, overrides, diagnostics).Run(extras);

    private ResolvedSpec Run(IReadOnlyList<ExtraExpression> extras)
    {
        Dictionary<string, OperatorDefinition> definitions = new(StringComparer.Ordinal);
        foreach (ModuleSymbol symbol in _root.Module.Names.Values)
        {
            // Errors in the text of standard modules would be ours; unused ones need not be resolved to find them.
            bool isNeeded = symbol.Span.Source?.IsStandard != true;
            if (symbol is DeclaredVariable or InstanceSymbol || !isNeeded || IsTheorem(symbol))
            {
                continue;
            }

            if (OverrideOf(symbol) is null && symbol is DeclaredConstant constant)
            {
                _ = Unassigned(constant);
            }
            else if (DefinitionOf(symbol, RootScope()) is OperatorDefinition definition)
            {
                definitions.TryAdd(symbol.Name, definition);
            }
        }

        foreach (InstanceSymbol instance in _root.Module.Names.Values.OfType<InstanceSymbol>())
        {
            CheckInstance(instance, _root);
        }

        ImmutableArray<Assumption> assumptions = [.. _root.Module.Assumptions.Select(AssumptionOf)];
        ImmutableArray<OperatorDefinition> resolvedExtras = [.. extras.Select(ExtraOf)];
        ImmutableArray<OperatorDefinition> all = [.. _all];
        if (!_diagnostics.HasErrors)
        {
            FactsPass.Run(all);
            LevelCheck.Run(all, _diagnostics);
            LevelCheck.RequireAll(assumptions.Select(assumption => assumption.Body), ExprLevel.Constant, "an assumption", "an assumption is about constants alone", _diagnostics);
            LevelCheck.RequireAll(_substituted, ExprLevel.State, "what is put in the place of a variable", "the module may prime the variable, and what has a prime cannot be primed", _diagnostics);
        }

        return new ResolvedSpec
        {
            Name = _root.Module.Name,
            Variables = [.. _variables.Values.OrderBy(variable => variable.Index)],
            ShadowCount = _shadowCount,
            Definitions = definitions.ToFrozenDictionary(StringComparer.Ordinal),
            Unassigned = [.. _unassigned.Values],
            Assumptions = assumptions,
            AllDefinitions = all,
            Extras = resolvedExtras,
        };
    }

    private static bool IsTheorem(ModuleSymbol symbol) => symbol is DefinedOperator { Syntax: TheoremSyntax };

    private Scope RootScope() => new() { Context = _root, Module = _root.Module, Frame = new Frame(null) };

    private Assumption AssumptionOf((AssumeSyntax Syntax, ModuleEntity Owner) assumption)
    {
        OperatorDefinition definition = new(assumption.Syntax.Name?.Name ?? "ASSUME", assumption.Owner.Name, assumption.Syntax.Span, new Frame(null));
        Scope scope = new() { Context = _root, Module = assumption.Owner, Frame = definition.Frame };
        definition.SetBody(Expression(assumption.Syntax.Body, scope));
        _all.Add(definition);
        return new Assumption(assumption.Syntax.Name?.Name, definition.Body, definition);
    }

    private OperatorDefinition ExtraOf(ExtraExpression extra)
    {
        OperatorDefinition definition = new(extra.Name, _root.Module.Name, extra.Syntax.Span, new Frame(null));
        definition.SetBody(Expression(extra.Syntax, new Scope { Context = _root, Module = _root.Module, Frame = definition.Frame }));
        _all.Add(definition);
        return definition;
    }

    // The definition that a symbol stands for in the context of a scope; null if that has been reported as an error.
    private OperatorDefinition? DefinitionOf(ModuleSymbol symbol, Scope scope)
    {
        if (OverrideOf(symbol, scope.Context) is Override instead)
        {
            return Overriding(symbol, instead);
        }

        switch (symbol)
        {
            case DefinedOperator defined:
                return Instantiate(defined, HomeOf(defined, scope.Context));
            case ImportedSymbol imported:
                InstanceContext context = ContextOf(imported.Instance.Syntax, imported.Instance.Target, scope.Context, OwnerScope(imported.Instance, scope.Context), null);
                return DefinitionOf(imported.Inner, scope with { Context = context, Module = context.Module });
            case OuterSymbol outer:
                return DefinitionOf(outer.Inner, scope with { Context = OuterContext(scope.Context, outer) });
            default:
                return null;
        }
    }

    // A module without variables and constants means the same in every context, so its definitions are made once, and without the parameters of
    // instances: those of the standard modules have fixed numbers of arguments.
    private InstanceContext HomeOf(ModuleSymbol symbol, InstanceContext context) => IsSameEverywhere(symbol) ? _root : context;

    private static bool IsSameEverywhere(ModuleSymbol symbol) => symbol.Owner is { Parent: null, Variables.Count: 0, Constants.Count: 0 };

    private static InstanceContext OuterContext(InstanceContext context, OuterSymbol symbol)
    {
        InstanceContext? outer = context;
        while (outer.Outer is not null && !outer.Module.Extended.Contains(symbol.Inner.Owner))
        {
            outer = outer.Outer;
        }

        return outer;
    }

    private static Scope OwnerScope(InstanceSymbol instance, InstanceContext context) =>
        new() { Context = context, Module = instance.Owner, Frame = new Frame(null), Order = instance.Order };

    private OperatorDefinition Instantiate(DefinedOperator symbol, InstanceContext context)
    {
        if (context.Definitions.TryGetValue(symbol, out OperatorDefinition? known))
        {
            return known;
        }

        bool hasParameters = symbol.Arity > 0 || context.Parameters.Any();
        Frame frame = context.Host is null ? new Frame(null) : hasParameters ? new Frame(context.Host.Frame) : context.Host.Frame;
        OperatorDefinition definition = new(context.Prefix + symbol.Name, symbol.Owner.Name, symbol.Span, frame)
        {
            EnclosingFrame = context.Host?.Frame,
            LetSlot = context.Host?.Frame.Allocate() ?? -1,
            IsRecursive = symbol.IsRecursive,
        };
        context.Definitions.Add(symbol, definition);
        Dictionary<(InstanceContext, string), LocalSymbol> instanceParameters = [];
        ImmutableArray<LocalSymbol>.Builder parameters = ImmutableArray.CreateBuilder<LocalSymbol>();
        foreach ((InstanceContext owner, DeclaredName parameter) in context.Parameters)
        {
            LocalSymbol local = new(parameter.Name, LocalKind.Parameter, frame, parameter.Arity);
            parameters.Add(local);
            instanceParameters.Add((owner, parameter.Name), local);
        }

        Scope scope = new() { Context = context, Module = symbol.Owner, Frame = frame, InstanceParameters = instanceParameters, Order = symbol.Order };
        if (++_instanceDepth > MaximumInstanceDepth)
        {
            _diagnostics.Error(symbol.Span, $"the definition of {symbol.Name} refers to itself by way of instances");
            definition.SetBody(new BooleanExpr(symbol.Span, true));
            return definition;
        }

        Fill(definition, symbol.Syntax, scope, parameters);
        _instanceDepth--;
        context.Host?.Definitions.Add(definition);
        _all.Add(definition);
        return definition;
    }

    // Resolves parameters and body of a definition, of a module or of a LET.
    private void Fill(OperatorDefinition definition, UnitSyntax syntax, Scope scope, ImmutableArray<LocalSymbol>.Builder parameters)
    {
        switch (syntax)
        {
            case DefinitionSyntax operation:
                foreach (DeclaredName parameter in operation.Parameters)
                {
                    LocalSymbol local = new(parameter.Name, LocalKind.Parameter, definition.Frame, parameter.Arity);
                    if (parameters.Any(each => each.Name == local.Name))
                    {
                        _diagnostics.Error(parameter.Span, $"{definition.ShortName} has two parameters named {parameter.Name}");
                    }

                    parameters.Add(local);
                    scope = Bind(scope, local, parameter.Span);
                }

                definition.Parameters = parameters.ToImmutable();
                if (IsNative(definition, operation))
                {
                    definition.Native = new NativeOperator(definition.Module, definition.ShortName, parameters.Count);
                    definition.SetBody(new NativeExpr(operation.Span, definition.Native, [.. parameters.Select(local => ReferTo(local, operation.Span))]));
                }
                else
                {
                    definition.SetBody(Expression(operation.Body, scope));
                }

                break;
            case FunctionDefinitionSyntax function:
                definition.Parameters = parameters.ToImmutable();
                LocalSymbol self = new(function.Name.Name, LocalKind.Self, definition.Frame);
                definition.SetBody(Function(function.Span, function.Bindings, function.Body, scope, self));
                break;
            case AssumeSyntax assumption:
                definition.Parameters = parameters.ToImmutable();
                definition.SetBody(Expression(assumption.Body, scope));
                break;
            case TheoremSyntax { Body: SyntaxNode theorem }:
                definition.Parameters = parameters.ToImmutable();
                definition.SetBody(Expression(theorem, scope));
                break;
        }
    }

    // A module of someone's own that is named like a standard one, with an operator that is native there, means that one: its text is a stand-in.
    private bool IsNative(OperatorDefinition definition, DefinitionSyntax syntax) => syntax.Body is StringSyntax { Value: "native" } && definition.IsStandard
        || (!definition.IsStandard && definition.EnclosingFrame is null && ModuleLibrary.StandardNames.Contains(definition.Module)
            && _modules.Library.FindStandard(definition.Module)?.Units.OfType<DefinitionSyntax>().Any(
                each => each.Name.Name == definition.ShortName && each.Parameters.Length == syntax.Parameters.Length && each.Body is StringSyntax { Value: "native" }) == true);

    private ConstantSymbol Unassigned(DeclaredConstant constant)
    {
        if (!_unassigned.TryGetValue(constant, out ConstantSymbol? symbol))
        {
            symbol = new ConstantSymbol(constant.Name, constant.Arity, constant.Span);
            _unassigned.Add(constant, symbol);
        }

        return symbol;
    }

    private Override? OverrideOf(ModuleSymbol symbol)
    {
        ModuleSymbol origin = symbol is OuterSymbol outer ? outer.Inner : symbol;
        return _overrides.Modules.TryGetValue((origin.Owner.Name, origin.Name), out Override? instead)
            || (_overrides.Root.TryGetValue(origin.Name, out instead) && IsOfRoot(origin))
            ? instead
            : null;
    }

    // The same where it is referred to: I!Op is the instance's own, even if the root extends the module as well and the configuration replaces its Op.
    private Override? OverrideOf(ModuleSymbol symbol, InstanceContext context) =>
        symbol is DefinedOperator && HomeOf(symbol, context).Outer is not null && !_overrides.Modules.ContainsKey((symbol.Owner.Name, symbol.Name)) ? null : OverrideOf(symbol);

    // Whether the root has it by extending its module, or, if it is one of those that mean the same everywhere, by any other way.
    private bool IsOfRoot(ModuleSymbol symbol) => _root.Module.Extended.Contains(symbol.Owner)
        || (IsSameEverywhere(symbol) && _root.Module.Names.TryGetValue(symbol.Name, out ModuleSymbol? known) && ModuleTable.Origin(known) == symbol);

    private OperatorDefinition? Overriding(ModuleSymbol symbol, Override instead)
    {
        if (instead.Definition is not string name)
        {
            if (!_values.TryGetValue(instead, out OperatorDefinition? value))
            {
                value = ValueDefinition(symbol, instead);
                _values.Add(instead, value);
                _all.Add(value);
            }

            return value;
        }

        if (!_root.Module.Names.TryGetValue(name, out ModuleSymbol? other) || other is InstanceSymbol or DeclaredVariable)
        {
            string? near = Spelling.Nearest(name, _root.Module.Names.Keys);
            _diagnostics.Error(instead.Span, $"{symbol.Name} is to be replaced by {name}, which {_root.Module.Name} does not define", near is null ? null : $"did you mean {near}?");
            return null;
        }

        if (other.Arity != symbol.Arity)
        {
            _diagnostics.Error(instead.Span, $"{symbol.Name} has {symbol.Arity} parameters and {name}, which is to replace it, has {other.Arity}");
            return null;
        }

        // One replacement, not a chain: if the other is replaced too, its own definition is meant, as in A <- B, B <- A.
        return other is DefinedOperator defined && OverrideOf(other)?.Definition is not null ? Instantiate(defined, _root) : DefinitionOf(other, RootScope());
    }

    private static OperatorDefinition ValueDefinition(ModuleSymbol symbol, Override instead)
    {
        OperatorDefinition definition = new(symbol.Name, "", instead.Span, new Frame(null));
        definition.Parameters = [.. Enumerable.Range(1, symbol.Arity).Select(i => new LocalSymbol($"p{i}", LocalKind.Parameter, definition.Frame))];
        if (symbol.Arity == 0)
        {
            definition.SetBody(instead.Values[^1].Value);
            return definition;
        }

        ImmutableArray<CaseArm> arms =
        [
            .. instead.Values.Select(value => new CaseArm(
                new BuiltInExpr(
                    instead.Span,
                    BuiltInOperator.Equal,
                    [
                        new TupleExpr(instead.Span, [.. definition.Parameters.Select(parameter => new LocalExpr(instead.Span, parameter))]),
                        new TupleExpr(instead.Span, value.Arguments),
                    ]),
                value.Value)),
        ];
        definition.SetBody(new CaseExpr(instead.Span, arms, null));
        return definition;
    }
}

using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

// What binds names: quantifiers, CHOOSE, sets, functions, LET.
internal sealed partial class Resolver
{
    private (ImmutableArray<Binding> Bindings, Scope Scope) Bindings(ImmutableArray<BindingSyntax> syntax, Scope scope)
    {
        // A set does not see names bound beside it.
        ImmutableArray<Expr?> domains = [.. syntax.Select(binding => binding.Domain is null ? null : Expression(binding.Domain, scope))];
        ImmutableArray<Binding>.Builder bindings = ImmutableArray.CreateBuilder<Binding>();
        HashSet<string> names = new(StringComparer.Ordinal);
        Scope inner = scope;
        for (int i = 0; i < syntax.Length; i++)
        {
            ImmutableArray<LocalSymbol>.Builder locals = ImmutableArray.CreateBuilder<LocalSymbol>();
            foreach (NameToken name in syntax[i].Names)
            {
                if (!names.Add(name.Name))
                {
                    _diagnostics.Error(name.Span, $"{name.Name} is bound twice");
                }

                LocalSymbol local = new(name.Name, LocalKind.Bound, scope.Frame);
                locals.Add(local);
                inner = Bind(inner, local, name.Span);
            }

            bindings.Add(new Binding(locals.ToImmutable(), syntax[i].IsTuple, domains[i]));
        }

        return (bindings.ToImmutable(), inner);
    }

    private Expr Quantifier(QuantifierSyntax syntax, Scope scope)
    {
        (ImmutableArray<Binding> bindings, Scope inner) = Bindings(syntax.Bindings, scope);
        Expr body = Expression(syntax.Body, inner);
        return syntax.Symbol is "\\AA" or "\\EE"
            ? new TemporalQuantifierExpr(syntax.Span, syntax.Symbol == "\\AA", [.. bindings.SelectMany(binding => binding.Variables)], body)
            : new QuantifierExpr(syntax.Span, syntax.Symbol == "\\A", bindings, body);
    }

    private ChooseExpr Choose(ChooseSyntax syntax, Scope scope)
    {
        (ImmutableArray<Binding> bindings, Scope inner) = Bindings([syntax.Binding], scope);
        return new ChooseExpr(syntax.Span, bindings[0], Expression(syntax.Predicate, inner));
    }

    private SetFilterExpr Filter(SetFilterSyntax syntax, Scope scope)
    {
        (ImmutableArray<Binding> bindings, Scope inner) = Bindings([syntax.Binding], scope);
        return new SetFilterExpr(syntax.Span, bindings[0], Expression(syntax.Predicate, inner));
    }

    private SetMapExpr Map(SetMapSyntax syntax, Scope scope)
    {
        (ImmutableArray<Binding> bindings, Scope inner) = Bindings(syntax.Bindings, scope);
        return new SetMapExpr(syntax.Span, Expression(syntax.Element, inner), bindings);
    }

    private FunctionExpr Function(SourceSpan span, ImmutableArray<BindingSyntax> syntax, SyntaxNode body, Scope scope, LocalSymbol? self)
    {
        (ImmutableArray<Binding> bindings, Scope inner) = Bindings(syntax, scope);
        inner = self is null ? inner : inner.With(self, span);
        Expr resolved = Expression(body, inner);
        return new FunctionExpr(span, bindings, resolved, self is not null && Mentions(resolved, self) ? self : null);
    }

    private static bool Mentions(Expr expr, LocalSymbol local) =>
        (expr is LocalExpr reference && reference.Local == local)
        || (expr is LetExpr let && let.Definitions.Any(definition => definition.HasBody && Mentions(definition.Body, local)))
        || ExprChildren.Of(expr).Any(child => Mentions(child, local));

    private LetExpr Let(LetSyntax syntax, Scope scope)
    {
        LetHost host = new(scope.Frame);
        HashSet<string> recursive = new(StringComparer.Ordinal);
        Dictionary<string, OperatorDefinition> declared = new(StringComparer.Ordinal);
        Scope inner = scope;
        foreach (UnitSyntax unit in syntax.Definitions)
        {
            switch (unit)
            {
                case RecursiveSyntax names:
                    foreach (DeclaredName name in names.Names)
                    {
                        recursive.Add(name.Name);
                        UnitSyntax? found = syntax.Definitions.FirstOrDefault(each => NameOf(each) == name.Name);
                        if (found is null)
                        {
                            _diagnostics.Error(name.Span, $"{name.Name} is declared RECURSIVE and never defined");
                            continue;
                        }

                        declared[name.Name] = LetDefinition(found, inner, isRecursive: true);
                        inner = inner.With(name.Name, declared[name.Name], name.Span);
                    }

                    break;
                case InstanceSyntax { Name: DeclaredName name } instance when _modules.Find(instance.Module, scope.Module) is ModuleEntity target:
                    Scope captured = inner;
                    CheckSubstitutions(instance, target, captured);
                    inner = inner.With(name.Name, ContextOf(instance, target, scope.Context, captured, host), name.Span);
                    break;
                case InstanceSyntax instance:
                    _diagnostics.Error(instance.Span, "an INSTANCE in a LET needs a name: I == INSTANCE ...");
                    break;
                default:
                    inner = AddLet(unit, inner, host, declared);
                    break;
            }
        }

        Expr body = Expression(syntax.Body, inner);
        return new LetExpr(syntax.Span, host.Definitions.ToImmutable(), body);
    }

    private Scope AddLet(UnitSyntax unit, Scope scope, LetHost host, Dictionary<string, OperatorDefinition> declared)
    {
        string name = NameOf(unit) ?? "";
        bool isRecursive = declared.TryGetValue(name, out OperatorDefinition? known);
        OperatorDefinition definition = known ?? LetDefinition(unit, scope, isRecursive: false);
        ImmutableArray<LocalSymbol>.Builder parameters = ImmutableArray.CreateBuilder<LocalSymbol>();
        if (isRecursive && unit is DefinitionSyntax recursive)
        {
            FillRecursive(definition, recursive, scope);
        }
        else
        {
            Fill(definition, unit, scope with { Frame = definition.Frame }, parameters);
        }

        host.Definitions.Add(definition);
        _all.Add(definition);
        if (scope.FindLocal(name) is LocalName other && other.Meaning != definition)
        {
            _diagnostics.Error(unit.Span, $"{name} has a meaning here already, of line {other.Span.StartLine}", "each name can have one meaning at a time: take another");
        }

        return isRecursive ? scope : scope.With(name, definition, unit.Span);
    }

    // The parameters of a recursive definition are made with it, for it is applied before its body is known.
    private void FillRecursive(OperatorDefinition definition, DefinitionSyntax syntax, Scope scope)
    {
        Scope inner = scope with { Frame = definition.Frame };
        for (int i = 0; i < definition.Parameters.Length; i++)
        {
            inner = Bind(inner, definition.Parameters[i], syntax.Parameters[i].Span);
        }

        definition.SetBody(Expression(syntax.Body, inner));
    }

    private static OperatorDefinition LetDefinition(UnitSyntax unit, Scope scope, bool isRecursive)
    {
        ImmutableArray<DeclaredName> parameters = unit is DefinitionSyntax syntax ? syntax.Parameters : [];
        OperatorDefinition definition = new(NameOf(unit) ?? "", scope.Module.Name, unit.Span, parameters.IsEmpty ? scope.Frame : new Frame(scope.Frame))
        {
            EnclosingFrame = scope.Frame,
            LetSlot = scope.Frame.Allocate(),
            IsRecursive = isRecursive,
        };
        if (isRecursive)
        {
            definition.Parameters = [.. parameters.Select(parameter => new LocalSymbol(parameter.Name, LocalKind.Parameter, definition.Frame, parameter.Arity))];
        }

        return definition;
    }

    private static string? NameOf(UnitSyntax unit) => unit switch
    {
        DefinitionSyntax definition => definition.Name.Name,
        FunctionDefinitionSyntax function => function.Name.Name,
        _ => null,
    };
}

using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

// Contexts of instances, and what they put in the place of constants and variables.
internal sealed partial class Resolver
{
    /// <summary>The context of an instance in a context of the module that has it.</summary>
    /// <param name="syntax">The instance.</param>
    /// <param name="target">The instanced module.</param>
    /// <param name="outer">The context of the module that has the instance.</param>
    /// <param name="scope">The scope of the INSTANCE.</param>
    /// <param name="host">Of an instance in a LET, the LET; such a context is made anew for each.</param>
    private static InstanceContext ContextOf(InstanceSyntax syntax, ModuleEntity target, InstanceContext outer, Scope scope, LetHost? host)
    {
        if (host is null && outer.Instances.TryGetValue(syntax, out InstanceContext? known))
        {
            return known;
        }

        ImmutableDictionary<string, SyntaxNode>.Builder substitutions = ImmutableDictionary.CreateBuilder<string, SyntaxNode>(StringComparer.Ordinal);
        foreach ((NameToken name, SyntaxNode value) in syntax.Substitutions)
        {
            substitutions[name.Name] = value;
        }

        InstanceContext context = new()
        {
            Module = target,
            Outer = outer,
            Scope = scope,
            Instance = syntax,
            Prefix = syntax.Name is null ? outer.Prefix : $"{outer.Prefix}{syntax.Name.Name}!",
            Host = host ?? outer.Host,
            Substitutions = substitutions.ToImmutable(),
        };
        if (host is null)
        {
            outer.Instances.Add(syntax, context);
        }

        return context;
    }

    // What is substituted is resolved once for itself, so that mistakes in it are found even if nothing of the module is used.
    private void CheckInstance(InstanceSymbol instance, InstanceContext context)
    {
        Scope scope = OwnerScope(instance, context);
        CheckSubstitutions(instance.Syntax, instance.Target, scope);
        OperatorDefinition holder = new($"INSTANCE {instance.Target.Name}", instance.Owner.Name, instance.Span, scope.Frame);
        foreach (DeclaredName parameter in instance.Parameters)
        {
            LocalSymbol local = new(parameter.Name, LocalKind.Parameter, scope.Frame, parameter.Arity);
            holder.Parameters = holder.Parameters.Add(local);
            scope = Bind(scope, local, parameter.Span);
        }

        List<Expr> values = [];
        foreach ((NameToken name, SyntaxNode value) in instance.Syntax.Substitutions)
        {
            ModuleSymbol? declared = instance.Target.Names.GetValueOrDefault(name.Name);
            values.Add(declared is { Arity: > 0 } ? OperatorValue(value, scope, declared.Arity, name.Name) : Expression(value, scope));
            if (declared is DeclaredVariable)
            {
                _substituted.Add(values[^1]);
            }
        }

        holder.SetBody(new TupleExpr(instance.Span, [.. values]));
        _all.Add(holder);
    }

    // Each substitution has to be for something of the module, and each constant and variable has to have one, or a namesake here.
    private void CheckSubstitutions(InstanceSyntax syntax, ModuleEntity target, Scope scope)
    {
        HashSet<string> declared = new(target.Constants.Select(each => each.Name).Concat(target.Variables.Select(each => each.Name)), StringComparer.Ordinal);
        HashSet<string> given = new(StringComparer.Ordinal);
        foreach ((NameToken name, _) in syntax.Substitutions)
        {
            if (!declared.Contains(name.Name))
            {
                string? near = Spelling.Nearest(name.Name, declared);
                _diagnostics.Error(name.Span, $"{target.Name} has no constant or variable {name.Name}", near is null ? null : $"did you mean {near}?");
            }
            else if (!given.Add(name.Name))
            {
                _diagnostics.Error(name.Span, $"{name.Name} is substituted twice");
            }
        }

        foreach (string name in declared.Where(name => !given.Contains(name)))
        {
            bool isParameter = syntax.Parameters.Any(parameter => parameter.Name == name);
            if (!isParameter && scope.FindLocal(name) is null && !scope.Module.Names.ContainsKey(name))
            {
                _diagnostics.Error(
                    syntax.Module.Span,
                    $"the instance of {target.Name} says nothing of {name}, and nothing of that name is defined here",
                    $"add a substitution: INSTANCE {target.Name} WITH {name} <- ...");
            }
        }
    }

    // What an instance puts in the place of a name of its module, and the scope in which that is written.
    private static (SyntaxNode Value, Scope Scope) Substituted(string name, InstanceContext context, Scope site)
    {
        InstanceSyntax instance = context.Instance!; // The root substitutes nothing; callers have asked.
        SyntaxNode value = context.Substitutions.TryGetValue(name, out SyntaxNode? given)
            ? given
            : new NameSyntax(instance.Module.Span, [new NamePart(instance.Module.Span, name, [])]);
        Scope scope = context.Scope! with { Frame = site.Frame, InstanceParameters = site.InstanceParameters };
        foreach (DeclaredName parameter in instance.Parameters)
        {
            scope = scope.With(site.InstanceParameters[(context.Plain ?? context, parameter.Name)], parameter.Span);
        }

        return (value, scope);
    }

    // The scope for the inside of ENABLED: variables that are not just variables of the root under another name are bound there.
    private Scope Enabled(Scope scope) => scope with { Context = Enabled(scope.Context) };

    private InstanceContext Enabled(InstanceContext context)
    {
        if (context.Outer is null || context.IsEnabled)
        {
            return context;
        }

        if (context.Enabled is null)
        {
            (string Name, object? Variable)[] variables = [.. context.Module.Variables.Select(variable => (variable.Name, PlainVariable(variable.Name, context)))];
            string[] shadowed = [.. variables.Where(each => each.Variable is null || variables.Count(other => Equals(other.Variable, each.Variable)) > 1).Select(each => each.Name)];
            if (shadowed.Length == 0)
            {
                context.Enabled = context;
            }
            else
            {
                context.Enabled = new InstanceContext
                {
                    Module = context.Module,
                    Outer = context.Outer,
                    Scope = context.Scope,
                    Instance = context.Instance,
                    Prefix = context.Prefix,
                    Host = context.Host,
                    Substitutions = context.Substitutions,
                    IsEnabled = true,
                    Plain = context,
                };
                foreach (string name in shadowed)
                {
                    context.Enabled.Shadows.Add(name, _shadowCount++);
                }
            }
        }

        return context.Enabled;
    }

    // The variable of the root, or the shadow in an outer context, that a variable of an instanced module is another name of; null if it is more than that.
    private object? PlainVariable(string name, InstanceContext context)
    {
        if (context.Outer is null)
        {
            return _variables.GetValueOrDefault(name);
        }

        if (context.IsEnabled && context.Shadows.ContainsKey(name))
        {
            return (context, name);
        }

        string? outerName = !context.Substitutions.TryGetValue(name, out SyntaxNode? value) ? name : value is NameSyntax { Parts: [{ Arguments.IsEmpty: true } part] } ? part.Name : null;
        return outerName is not null
            && context.Instance!.Parameters.All(parameter => parameter.Name != outerName) // Only the root has none.
            && context.Scope!.FindLocal(outerName) is null
            && context.Scope.Module.Names.TryGetValue(outerName, out ModuleSymbol? symbol)
            && symbol is DeclaredVariable
                ? PlainVariable(outerName, context.Outer)
                : null;
    }
}

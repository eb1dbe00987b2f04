using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tenon.Repository.Tests;

/// <summary>Describes what an assembly offers to its users, one line per type and member, in an order that does not depend on the build.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short",
        [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong",
        [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal", [typeof(char)] = "char",
        [typeof(string)] = "string", [typeof(object)] = "object", [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
    };

    /// <summary>The lines: each type, then its members, indented.</summary>
    public static IEnumerable<string> Describe(Assembly assembly) =>
        assembly.GetExportedTypes()
            .OrderBy(TypeName, StringComparer.Ordinal)
            .SelectMany(type => Members(type).Order(StringComparer.Ordinal).Select(member => $"  {member}").Prepend(Header(type)));

    private static string Header(Type type)
    {
        StringBuilder text = new();
        text.Append(Kind(type)).Append(' ').Append(TypeName(type));
        IEnumerable<Type> bases = type.GetInterfaces().Where(IsVisible)
            .Except(type.BaseType?.GetInterfaces() ?? [])
            .Where(face => !type.GetInterfaces().Any(other => other != face && other.GetInterfaces().Contains(face)));
        string[] names = [.. bases.Select(TypeName).Order(StringComparer.Ordinal)];
        if (type.IsEnum)
        {
            names = [TypeName(Enum.GetUnderlyingType(type))];
        }
        else if (type.IsClass && type.BaseType is { } parent && parent != typeof(object) && !IsDelegate(type))
        {
            names = [TypeName(parent), .. names];
        }

        return (names.Length == 0 ? text : text.Append(" : ").AppendJoin(", ", names)).ToString();
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum)
        {
            return "enum";
        }

        if (type.IsInterface)
        {
            return "interface";
        }

        if (IsDelegate(type))
        {
            return "delegate";
        }

        if (type.IsValueType)
        {
            string readOnly = type.IsDefined(typeof(IsReadOnlyAttribute), false) ? "readonly " : "";
            return readOnly + (type.IsByRefLike ? "ref struct" : "struct");
        }

        return (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static class",
            (true, false) => "abstract class",
            (false, true) => "sealed class",
            _ => "class",
        };
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (IsDelegate(type))
        {
            yield return Signature(type.GetMethod("Invoke") ?? throw new InvalidOperationException($"{type} has no Invoke"));
            yield break;
        }

        foreach (FieldInfo field in type.GetFields(Declared).Where(field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName))
        {
            yield return Field(field);
        }

        if (type.IsEnum)
        {
            yield break;
        }

        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(IsOffered))
        {
            yield return $"{Access(constructor)}{type.Name.Split('`')[0]}({Parameters(constructor)})";
        }

        foreach (PropertyInfo property in type.GetProperties(Declared).Where(property => property.GetAccessors(true).Any(IsOffered) && !IsRecordPart(property.Name)))
        {
            yield return Property(property);
        }

        foreach (EventInfo happening in type.GetEvents(Declared).Where(happening => happening.AddMethod is { } add && IsOffered(add)))
        {
            yield return $"event {TypeName(happening.EventHandlerType ?? typeof(Delegate))} {happening.Name}";
        }

        foreach (MethodInfo method in type.GetMethods(Declared).Where(method => IsOffered(method) && !IsGenerated(method)))
        {
            yield return Signature(method);
        }
    }

    private static string Field(FieldInfo field)
    {
        string access = field.IsPublic ? "" : "protected ";
        if (field.IsLiteral)
        {
            object? value = field.GetRawConstantValue();
            return field.DeclaringType is { IsEnum: true }
                ? string.Create(CultureInfo.InvariantCulture, $"{field.Name} = {value}")
                : $"{access}const {TypeName(field.FieldType)} {field.Name} = {Literal(value)}";
        }

        string modifiers = (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return $"{access}{modifiers}{Annotated(field.FieldType, Nullability.Create(field))} {field.Name}";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo accessor = property.GetAccessors(true).First(IsOffered);
        StringBuilder text = new();
        text.Append(Access(accessor)).Append(accessor.IsStatic ? "static " : "").Append(Virtuality(accessor));
        text.Append(property.IsDefined(typeof(RequiredMemberAttribute), false) ? "required " : "");
        text.Append(Annotated(property.PropertyType, Nullability.Create(property))).Append(' ').Append(property.Name);
        ParameterInfo[] index = property.GetIndexParameters();
        if (index.Length > 0)
        {
            text.Append('[').AppendJoin(", ", index.Select(Parameter)).Append(']');
        }

        text.Append(" {");
        text.Append(property.GetMethod is { } get && IsOffered(get) ? " get;" : "");
        if (property.SetMethod is { } set && IsOffered(set))
        {
            text.Append(set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;");
        }

        return text.Append(" }").ToString();
    }

    private static string Signature(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeName))}>" : "";
        string modifiers = Access(method) + (method.IsStatic ? "static " : "") + Virtuality(method);
        return $"{modifiers}{Annotated(method.ReturnType, Nullability.Create(method.ReturnParameter))} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string direction = parameter switch
        {
            { ParameterType.IsByRef: false } => parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "",
            { IsOut: true } => "out ",
            { IsIn: true } => "in ",
            _ => "ref ",
        };
        Type type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType() ?? parameter.ParameterType : parameter.ParameterType;
        string defaultValue = parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : "";
        return $"{direction}{Annotated(type, Nullability.Create(parameter))} {parameter.Name}{defaultValue}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Virtuality(MethodInfo method) => method switch
    {
        { DeclaringType.IsInterface: true } or { IsVirtual: false } => "",
        { IsFinal: true } => method.GetBaseDefinition() == method ? "" : "sealed override ",
        { IsAbstract: true } => "abstract ",
        _ => method.GetBaseDefinition() == method ? "virtual " : "override ",
    };

    private static bool IsOffered(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(Type type) => type.IsVisible;

    private static bool IsDelegate(Type type) => type.IsSubclassOf(typeof(Delegate));

    // What the compiler adds to every record follows from the record's other members.
    private static bool IsGenerated(MethodInfo method) =>
        (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
        || method.IsDefined(typeof(CompilerGeneratedAttribute), false)
        || IsRecordPart(method.Name);

    private static bool IsRecordPart(string name) => name is "EqualityContract" or "PrintMembers" || name.Contains('<', StringComparison.Ordinal);

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Annotated(Type type, NullabilityInfo nullability)
    {
        string mark = !type.IsValueType && nullability.ReadState == NullabilityState.Nullable ? "?" : "";
        return TypeName(type) + mark;
    }

    private static string TypeName(Type type)
    {
        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        if (type.IsByRef)
        {
            return $"ref {TypeName(type.GetElementType() ?? typeof(void))}";
        }

        if (type.IsPointer)
        {
            return $"{TypeName(type.GetElementType() ?? typeof(void))}*";
        }

        if (type.IsArray)
        {
            return $"{TypeName(type.GetElementType() ?? typeof(void))}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{TypeName(value)}?";
        }

        string name = type.IsNested && type.DeclaringType is { } outer ? $"{TypeName(outer)}.{type.Name}" : QualifiedName(type);
        Type[] arguments = type.GetGenericArguments();
        return arguments.Length == 0 || !name.Contains('`', StringComparison.Ordinal)
            ? name
            : $"{name.Split('`')[0]}<{string.Join(", ", arguments.Select(TypeName))}>";
    }

    // The system's own namespaces only lengthen the lines.
    private static string QualifiedName(Type type) =>
        type.Namespace is { } space && space.StartsWith("Tenon", StringComparison.Ordinal) ? $"{space}.{type.Name}" : type.Name;
}

using Microsoft.CodeAnalysis;

namespace Tenon.Checking.Generators.Tests;

/// <summary>What cannot be derived is an error that says where and why, and nothing else goes wrong.</summary>
public sealed class DiagnosticTests
{
    private const string Members = """
        {
            public override IEnumerable<State> InitialStates => [];
            public override IEnumerable<Property<State, int>> Properties => [];
            public override IEnumerable<Step<State, int>> Steps(State state) => [];
        }
        """;

    private const string Model = "[DeriveCodec] public partial class M : Model<State, int>\n" + Members;

    [Theory]
    [InlineData("public record State(ImmutableArray<double> Values);", "TENON004", "Values", "for double in State.Values: use immutable collections")]
    [InlineData("public record State(int[] Values);", "TENON004", "Values", "for int[] in State.Values")]
    [InlineData("public record State(IReadOnlyList<int> Values);", "TENON004", "Values", "in State.Values")]
    [InlineData("public record State(System.Func<int> F);", "TENON004", "F", "in State.F")]
    [InlineData("public record State(object O);", "TENON004", "O", "for object")]
    [InlineData("public abstract record State;", "TENON004", "M", "it is abstract, and no case of it is nested in it")]
    [InlineData("public record Part(decimal D); public record State(ImmutableList<Part> Parts);", "TENON004", "D", "for decimal in Part.D")]
    [InlineData("public record State(int Kept) { public int Lost { get; init; } }", "TENON005", "M", "it has 2 fields (Kept, Lost), and its constructor sets 1")]
    [InlineData("public record State(int Kept) { private int _lost; public int Next() => _lost++; }", "TENON005", "M", "_lost")]
    [InlineData("public sealed class State(int a) { public long A => a; }", "TENON005", "M", "no property has the name and type of the constructor's 'a'")]
    [InlineData("public record State(int A, (int, int, int, int, int, int, int, int) Many);", "TENON005", "Many", "in State.Many")]
    [InlineData("public class Outer { private enum E; public record State { private State(E e) => E1 = e; private E E1 { get; } } }", "TENON006", "M", "accessible to M", "Outer.State")]
    [InlineData("public record State([InRange(0, 3)] string S);", "TENON007", "S", "there is none in string")]
    [InlineData("public record State([InRange(4, 3)] int S);", "TENON007", "S", "no number from 4 to 3")]
    [InlineData("public record State([InRange(0, 3)][MemberOf(\"a\")] int S);", "TENON007", "S", "exclude each other")]
    [InlineData("public record State([IndexedBy(\"a\")] ImmutableList<int> S);", "TENON007", "S", "IndexedBy is for immutable arrays")]
    [InlineData("public record State([IndexedBy(\"a\", Then = \"b\")] ImmutableArray<int> S);", "TENON007", "S", "not for int")]
    public void What_cannot_be_derived_is_named_with_its_place(string state, string id, string at, string message, string stateType = "State")
    {
        Compiled compiled = new(state + "\n" + Model.Replace("State,", stateType + ",", StringComparison.Ordinal).Replace("State>", stateType + ">", StringComparison.Ordinal).Replace("(State ", $"({stateType} ", StringComparison.Ordinal));
        (string actualId, string actualText, string actualMessage) = Assert.Single(compiled.Diagnostics);
        Assert.Equal((id, at), (actualId, actualText));
        Assert.Contains(message, actualMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[DeriveCodec] public class M : Model<State, int>" + Members, "TENON001", "M must be partial")]
    [InlineData("public class Outer { [DeriveCodec] public partial class M : Model<State, int>" + Members + "}", "TENON001", "Outer must be partial")]
    [InlineData("[DeriveCodec] public partial class M;", "TENON002", "neither Model nor ActorModel")]
    [InlineData("[DeriveCodec] public partial class M : Model<State, int> { public override StateCodec<State> Codec => null!;" + "\n}", "TENON003", "M overrides Codec")]
    public void A_class_that_cannot_have_a_codec_is_named(string model, string id, string message)
    {
        (string actualId, string actualText, string actualMessage) = Assert.Single(new Compiled("public record State(int A);\n" + model).Diagnostics);
        Assert.Equal((id, "M"), (actualId, actualText));
        Assert.Contains(message, actualMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public record State(int A, string? B);\n" + Model)]
    [InlineData("public record @class(int @int); public record State(@class @event);\n" + Model)]
    [InlineData("namespace @if.N { public record State(int A); public partial record Outer<T> { public partial struct Inner { " + Model + "} } }")]
    [InlineData("public record State<T>(T A, State<T>? B); [DeriveCodec] public partial class M<T> : Model<State<int>, T> where T : notnull { public override IEnumerable<State<int>> InitialStates => []; public override IEnumerable<Property<State<int>, T>> Properties => []; public override IEnumerable<Step<State<int>, T>> Steps(State<int> state) => []; }")]
    [InlineData("public abstract record State<T> { public sealed record A(T X) : State<T>; public record B : State<T>; public sealed record C : B; } [DeriveCodec] public partial class M : Model<State<bool>, int> { public override IEnumerable<State<bool>> InitialStates => []; public override IEnumerable<Property<State<bool>, int>> Properties => []; public override IEnumerable<Step<State<bool>, int>> Steps(State<bool> state) => []; }")]
    [InlineData("public record State([MemberOf(\"a \\\"b\\\"\")] int A);\n" + Model)]
    public void Generated_code_compiles_without_a_warning(string source)
    {
        Compiled compiled = new(source);
        Assert.Empty(compiled.Diagnostics);
        Assert.Empty(compiled.CompilerMessages);
    }

    [Fact]
    public void What_does_not_concern_a_model_gives_no_new_file()
    {
        Compiled compiled = new("public record State(int A);\n" + Model);
        Assert.Equal([IncrementalStepRunReason.Cached], compiled.ReasonsAfter("public record Unrelated(int B);"));
    }
}

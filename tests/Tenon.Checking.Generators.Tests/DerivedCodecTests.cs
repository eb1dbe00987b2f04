using System.Collections.Immutable;
using System.Reflection;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Generators.Tests;

/// <summary>What the compiler derives writes the words that the derivation at run time writes.</summary>
public sealed class DerivedCodecTests
{
    [Fact]
    public void Words_texts_and_values_are_those_of_the_derivation_at_run_time()
    {
        EverythingModel model = new();
        AssertSame(model.Codec, StateCodec.Derive<Everything>(model.ScalarSets), new AnyValue(Seeded(1)).Everything, 1_000);
        AnyValue any = new(Seeded(2));
        AssertSame(new ShapeModel().Codec, StateCodec.Derive<Shape>(), () => any.Shape(4), 1_000);
        int n = -500;
        AssertSame(new NumberModel().Codec, StateCodec.Derive<int>(), () => n++, 1_000);
    }

    [Fact]
    public void The_codec_of_a_marked_model_is_the_generated_one() =>
        Assert.All(
            new object[] { new EverythingModel().Codec, new ShapeModel().Codec, new NumberModel().Codec },
            codec => Assert.Equal("Tenon.Checking.Generators", codec.GetType().GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>()?.Tool));

    [Fact]
    public void A_model_with_a_derived_codec_is_checked()
    {
        CheckResult result = Checker.Check(new NumberModel(), new() { ContinueAfterViolation = true });
        Assert.Equal((10, "3"), (result.StateCount, result["small"].Trace!.Steps[^1].State[0].Value));
    }

    [Fact]
    public void Values_that_would_be_taken_for_others_are_refused_by_both_derivations()
    {
        EverythingModel model = new();
        Everything good = new AnyValue(Seeded(3)).Everything();
        Everything[] bad =
        [
            good with { Small = (Small)101 },
            good with { Signed = good.Signed, Flag = (Flag)8 },
            good with { Flags = [Flag.First, (Flag)9] },
            good with { Constant = 6 },
            good with { Ranged = [7, 201] },
            good with { Ranged = [0] },
            good with { Leader = EverythingModel.Processes },
            good with { Leader = -1 },
            good with { Votes = [0, 1] },
            good with { Links = [[], [], []] },
            good with { Derived = good.Derived with { Range = 61 } },
            good with { Shapes = [new Looser()] },
        ];
        foreach (StateCodec<Everything> codec in new[] { model.Codec, StateCodec.Derive<Everything>(model.ScalarSets) })
        {
            Words(codec, good);
            Assert.All(bad, value => Assert.ThrowsAny<SystemException>(() => Words(codec, value)));
        }
    }

    [Fact]
    public void A_scalar_set_that_the_model_does_not_have_is_named() =>
        Assert.Contains("'processes', and 0 of", Assert.Throws<ArgumentException>(() => StateCodec.Derive<Everything>()).Message, StringComparison.Ordinal);

    [Fact]
    public void What_actors_hold_and_send_is_written_by_derived_codecs_unless_the_model_does_it()
    {
        CheckResult plain = Checker.Check(new PlainEcho()).RequireHolds();
        CheckResult derived = Checker.Check(new DerivedEcho()).RequireHolds();
        HalfDerivedEcho half = new();
        CheckResult halfDerived = Checker.Check(half).RequireHolds();
        Assert.True(plain.StateCount > 20);
        Assert.Equal((plain.StateCount, plain.TransitionCount), (derived.StateCount, derived.TransitionCount));
        Assert.Equal((plain.StateCount, plain.TransitionCount), (halfDerived.StateCount, halfDerived.TransitionCount));
        Assert.True(half.MessagesWritten > 0);
        const BindingFlags Own = BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        Assert.Equal(
            ["WriteHistory", "WriteMessage", "WriteState", "WriteTimer"],
            typeof(DerivedEcho).GetMethods(Own).Select(method => method.Name).Order(StringComparer.Ordinal));
    }

    private static void AssertSame<T>(StateCodec<T> generated, StateCodec<T> derived, Func<T> next, int count)
    {
        HashSet<string> seen = [];
        for (int i = 0; i < count; i++)
        {
            T value = next();
            string words = Words(derived, value);
            Assert.Equal(words, Words(generated, value));
            StateWriter writer = new();
            generated.Write(value, writer);
            Assert.Equal(words, Words(derived, Read(generated, writer)));
            Assert.Equal(words, Words(generated, Read(derived, writer)));
            Assert.Equal(derived.Format(value), generated.Format(value));
            Assert.Equal(derived.Describe(value), generated.Describe(value));
            seen.Add(words);
        }

        Assert.True(seen.Count > count / 3, $"{seen.Count} different values");
    }

    private static T Read<T>(StateCodec<T> codec, StateWriter writer)
    {
        StateReader reader = new();
        reader.Begin(writer.Words);
        return codec.Read(reader);
    }

    private static string Words<T>(StateCodec<T> codec, T value)
    {
        StateWriter writer = new();
        codec.Write(value, writer);
        return $"{writer.BitCount}:{string.Join(',', writer.Words.ToArray())}";
    }

    private static Random Seeded(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private sealed record Looser() : Shape.Loose('x');
}

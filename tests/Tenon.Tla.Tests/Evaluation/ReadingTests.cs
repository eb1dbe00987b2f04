using Tenon.Tla.Values;

namespace Tenon.Tla.Tests.Evaluation;

/// <summary>What is read from outside: a definition without parameters is read once in a check, as TLC does it; what is asked as a question is asked each time.</summary>
public sealed class ReadingTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    public void A_definition_that_reads_a_file_reads_it_once(int threshold)
    {
        TestSpec spec = Spec("ndJsonDeserialize", "n + Read[1].step + (LET all == Read IN all[1].step)", threshold);
        File.WriteAllText(_path, """{"step":1}""");
        Assert.Equal(2, NextOf(spec));
        File.WriteAllText(_path, """{"step":5}""");
        Assert.Equal(2, NextOf(spec));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    public void A_definition_for_which_there_was_no_file_is_read_when_there_is_one(int threshold)
    {
        TestSpec spec = Spec("ndJsonDeserialize", "Read[1].step", threshold);
        File.Delete(_path);
        Assert.Contains(_path, Assert.ThrowsAny<Exception>(() => NextOf(spec)).Message, StringComparison.Ordinal);
        File.WriteAllText(_path, """{"step":5}""");
        Assert.Equal(5, NextOf(spec));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    public void Records_of_a_file_that_grows_are_counted_each_time(int threshold)
    {
        TestSpec spec = Spec("CSVRecords", "Read", threshold);
        File.WriteAllText(_path, "a\n");
        Assert.Equal(1, NextOf(spec));
        File.AppendAllText(_path, "b\n");
        Assert.Equal(2, NextOf(spec));
    }

    [Theory]
    [InlineData("atoi(zeroPadN(7, 3))", "7")]
    [InlineData("ToJson(<<1, \"a\">>)", "\"[1,\\\"a\\\"]\"")]
    public void What_only_looks_at_its_arguments_is_a_constant(string expression, string value)
    {
        TestSpec spec = new($"Result == {expression}", "Integers, Json, IOUtils");
        Assert.True(spec.Spec.Definitions["Result"].Body.Facts.IsFixed);
        Assert.Equal(value, spec.Machine.EvalConstant(spec.Bind("Result")).ToString());
    }

    /// <summary>A definition that asks something of the file, and a variable whose next value depends on it.</summary>
    private TestSpec Spec(string asked, string next, int threshold) => new($"""
        VARIABLE n
        N == n
        Read == {asked}("{_path}")
        Init == n = 0
        Next == n' = {next}
        """, "Integers, Sequences, Json, CSV", threshold);

    /// <summary>The value of n after one step from the first state.</summary>
    private static long NextOf(TestSpec spec)
    {
        TestSpec.Collector found = new();
        spec.Machine.SearchInitial(spec.Bind("Init"), found);
        ulong[] first = Assert.Single(found.States);
        found.States.Clear();
        spec.Machine.Load(first);
        spec.Machine.SearchNext(spec.Bind("Next"), 0, found);
        spec.Machine.Load(Assert.Single(found.States));
        return Assert.IsType<IntegerValue>(spec.Machine.Eval(spec.Bind("N"))).Number;
    }
}

using System.Text.Json;
using Tenon.Checking.Output;
using Tenon.Checking.Properties;
using Tenon.Checking.Samples;

namespace Tenon.Checking.Tests;

public sealed class OutputTests
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void A_trace_as_text_shows_numbered_steps_and_only_what_changed()
    {
        CheckResult result = Checker.Check(new Counter(5, [Counter.Below(2)]));
        Assert.Equal(
            "  0  (initial)\n       Value = 0\n       Name = \"n\"\n  1  Add { By = 1 }\n       Value = 1\n  2  Add { By = 1 }\n       Value = 2\n",
            result["below"].Trace!.ToString());
        Assert.Equal("false in state 2", result["below"].Explanation);
        Assert.Contains("Always 'below': Violated\n  false in state 2\n  0  (initial)\n", result.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, true, "action Never: 0 transitions, never enabled\n")]
    [InlineData(2, false, "action Never: 0 transitions, not enabled so far\n")]
    [InlineData(9, false, "action Never: 0 transitions, never enabled\n")]
    public void Only_a_search_that_went_through_all_states_says_that_an_action_is_never_enabled(int limit, bool goesOn, string expected)
    {
        CheckResult result = Checker.Check(new Counter(5, [Counter.Below(limit)]), new CheckOptions { ContinueAfterViolation = goesOn });
        Assert.Contains(expected, result.ToString(), StringComparison.Ordinal);

        // The report as JSON has no words for it: how many states enabled the action, and whether those were all.
        JsonElement json = JsonDocument.Parse(ReportJson.Of(result)).RootElement;
        Assert.Equal(0, json.GetProperty("actions").EnumerateArray().Single(action => action.GetProperty("name").GetString() == "Never").GetProperty("enabledStates").GetInt64());
        Assert.Equal(expected.Contains("never", StringComparison.Ordinal), json.GetProperty("exhaustive").GetBoolean());
    }

    [Fact]
    public void A_conjunction_names_its_false_parts()
    {
        CheckResult result = Checker.Check(new Counter(5, [Counter.Parts(2)]));
        Assert.Equal("in state 2 false: 'small', 'not two'", result["parts"].Explanation);
    }

    [Theory]
    [InlineData("0>1 1>4", "in state 1 'node % 2 == 1' is true, and 'node == with' is true in no state from 1 on; states 2 to 3 repeat for ever")]
    [InlineData("0>1 1>2 2>3 3>5 5>5", "in state 3 'node % 2 == 1' is true, and 'node == with' is true in no state from 3 on; states 4 to 5 repeat for ever")]
    public void A_leads_to_names_the_state_that_demanded_in_vain(string edges, string explanation)
    {
        CheckResult result = Checker.Check(new EdgeModel(edges, [EdgeModel.RespondsToOdd(with: 2)]));
        Assert.Equal(explanation, result["responds"].Explanation);
    }

    [Theory]
    [InlineData('F', "'node == 2' is true in no state from 0 on")]
    [InlineData('R', "'node == 2' is true in no state from 0 on")]
    [InlineData('S', "from state 0 on it is never so that always 'node == 1': in state 2 'node == 1' is false")]
    [InlineData('X', "in state 1 'node == 2' is false")]
    [InlineData('U', "in state 1 'node == 0' is false, before 'node == 2'")]
    [InlineData('V', "in state 1 'node == 1' is true, before 'node == 3'")]
    [InlineData('!', "from state 0 on, eventually 'node == 3'")]
    [InlineData('&', "in state 2 'node < 3' is false")]
    [InlineData('t', "'by == 2' is true of no step from state 0 on")]
    [InlineData('s', "'by < 3' is false of the step from state 1")]
    public void A_temporal_formula_names_the_part_that_fails_and_where(char which, string reason)
    {
        CheckResult result = Checker.Check(new EdgeModel("0>1 1>3 3>1", [EdgeModel.Formula(which)]));
        Assert.Equal($"{reason}; states {result["formula"].Trace!.LoopStart} to {result["formula"].Trace!.Length} repeat for ever", result["formula"].Explanation);
    }

    [Fact]
    public void A_lasso_shows_its_loop_in_every_format()
    {
        Trace trace = Checker.Check(new EdgeModel("0>1 1>2 2>1", [EdgeModel.Reaches(9)]))["reached"].Trace!;
        Assert.Equal("0  (initial)|state = 0|-- from here on repeated for ever --|1  1|state = 1|2  2|state = 2|3  1|state = 1|-- back to 1 --|", Lines(trace.ToString()));
        Assert.Equal("digraph trace {|node [shape=box];|s0 [label=\"0\\lstate = 0\\l\"];|s0 -> s1 [label=\"1\"];|s1 [label=\"1\\lstate = 1\\l\"];|s1 -> s2 [label=\"2\"];|s2 [label=\"2\\lstate = 2\\l\"];|s2 -> s1 [label=\"1\"];|}|", Lines(TraceExport.ToDot(trace)));
        JsonElement itf = Parse(TraceExport.ToItf(trace, "edges"));
        Assert.Equal((3, 1), (itf.GetProperty("states").GetArrayLength(), itf.GetProperty("loop").GetInt32()));
        Assert.Equal("2", itf.GetProperty("states")[2].GetProperty("state").GetProperty("#bigint").GetString());
    }

    [Fact]
    public void Every_state_of_an_itf_trace_gives_every_variable_a_value()
    {
        Trace trace = new([new TraceStep(null, 0, [new("a", "-7"), new("b", "\"007\"")]), new TraceStep("go \"on\"", 0, [new("b", "True"), new("c", "x\ny")])]);
        JsonElement itf = Parse(TraceExport.ToItf(trace, "m"));
        Assert.Equal("ITF", itf.GetProperty("#meta").GetProperty("format").GetString());
        Assert.Equal(["a", "b", "c"], itf.GetProperty("vars").EnumerateArray().Select(name => name.GetString()));
        JsonElement first = itf.GetProperty("states")[0];
        JsonElement second = itf.GetProperty("states")[1];
        Assert.Equal("-7", first.GetProperty("a").GetProperty("#bigint").GetString());
        Assert.Equal("007", first.GetProperty("b").GetString());
        Assert.Equal("absent", first.GetProperty("c").GetProperty("#unserializable").GetString());
        Assert.Equal("absent", second.GetProperty("a").GetProperty("#unserializable").GetString());
        Assert.True(second.GetProperty("b").GetBoolean());
        Assert.Equal("go \"on\"", second.GetProperty("#meta").GetProperty("action").GetString());
        Assert.False(itf.TryGetProperty("loop", out _));
        Assert.Contains("[label=\"1\\lb = True\\lc = x\\ly\\la = (gone)\\l\"]", TraceExport.ToDot(trace), StringComparison.Ordinal);
        Assert.Contains("[label=\"go \\\"on\\\"\"]", TraceExport.ToDot(trace), StringComparison.Ordinal);
    }

    // The value, and what it is in ITF.
    [Theory]
    [InlineData("-12345678901234567890", """{"#bigint":"-12345678901234567890"}""")]
    [InlineData("007", "\"007\"")]
    [InlineData("True", "true")]
    [InlineData("Started", "\"Started\"")]
    [InlineData("Read | Write", "\"Read | Write\"")]
    [InlineData("'7'", "\"7\"")]
    [InlineData("'''", "\"'\"")]
    [InlineData("\"a, \\\"b\\\" \\\\ c\"", "\"a, \\\"b\\\" \\\\ c\"")]
    [InlineData("null", """{"tag":"null","value":{}}""")]
    [InlineData("[]", "[]")]
    [InlineData("[1, [False], \"]\"]", """[{"#bigint":"1"},[false],"]"]""")]
    [InlineData("(1, a)", """{"#tup":[{"#bigint":"1"},"a"]}""")]
    [InlineData("{}", """{"#set":[]}""")]
    [InlineData("{a, {b}}", """{"#set":["a",{"#set":["b"]}]}""")]
    [InlineData("{:}", """{"#map":[]}""")]
    [InlineData("{0: {a: True}, 1: {:}}", """{"#map":[[{"#bigint":"0"},{"#map":[["a",true]]}],[{"#bigint":"1"},{"#map":[]}]]}""")]
    [InlineData("Thread { Stage = Started, Read = 0 }", """{"tag":"Thread","value":{"Stage":"Started","Read":{"#bigint":"0"}}}""")]
    [InlineData("Put { }", """{"tag":"Put","value":{}}""")]
    [InlineData("[0 -> 1: Put {  }]", """[{"tag":"Envelope","value":{"Source":{"#bigint":"0"},"Destination":{"#bigint":"1"},"Message":{"tag":"Put","value":{}}}}]""")]
    [InlineData("{a, b: c}", "\"{a, b: c}\"")]
    [InlineData("{a: b, c}", "\"{a: b, c}\"")]
    [InlineData("[a, ]", "\"[a, ]\"")]
    [InlineData("[a] b", "\"[a] b\"")]
    [InlineData("(a", "\"(a\"")]
    [InlineData("T { a, b }", "\"T { a, b }\"")]
    [InlineData("0: Put = 1; 1: ", "\"0: Put = 1; 1: \"")]
    [InlineData("", "\"\"")]
    public void A_value_of_an_itf_trace_is_typed_all_the_way_down_or_else_a_text(string value, string expected)
    {
        Trace trace = new([new TraceStep(null, 0, [new("x", value)])]);
        Assert.Equal(expected, JsonSerializer.Serialize(Parse(TraceExport.ToItf(trace, "m")).GetProperty("states")[0].GetProperty("x"), Plain));
    }

    [Fact]
    public void A_value_nested_too_deep_to_follow_is_a_text()
    {
        string deep = new string('{', 100_000) + new string('}', 100_000);
        Trace trace = new([new TraceStep(null, 0, [new("x", deep)])]);
        Assert.Equal(deep, Parse(TraceExport.ToItf(trace, "m")).GetProperty("states")[0].GetProperty("x").GetString());
    }

    [Fact]
    public void The_parts_of_a_natural_state_are_typed_in_an_itf_trace()
    {
        Trace trace = Checker.Check(new Increment(2, hasLock: false))["counted"].Trace!;
        JsonElement last = Parse(TraceExport.ToItf(trace, "increment")).GetProperty("states")[trace.Length];
        Assert.Equal("1", last.GetProperty("Counter").GetProperty("#bigint").GetString());
        Assert.Equal(["Written", "Written"], last.GetProperty("Threads").EnumerateArray().Select(thread => thread.GetProperty("value").GetProperty("Stage").GetString()));
    }

    [Fact]
    public void The_report_as_json_has_counts_verdicts_and_traces()
    {
        CheckResult result = Checker.Check(new Counter(5, [Counter.Below(2), Counter.Meets(1)]));
        JsonElement report = Parse(ReportJson.Of(result));
        Assert.Equal((result.StateCount, result.TransitionCount), (report.GetProperty("states").GetInt64(), report.GetProperty("transitions").GetInt64()));
        Assert.False(report.GetProperty("holds").GetBoolean());
        JsonElement property = report.GetProperty("properties")[0];
        Assert.Equal(("below", "Violated", "false in state 2"), (property.GetProperty("name").GetString(), property.GetProperty("verdict").GetString(), property.GetProperty("explanation").GetString()));
        JsonElement step = property.GetProperty("trace").GetProperty("steps")[2];
        Assert.Equal("2", Assert.Single(step.GetProperty("changed").EnumerateObject()).Value.GetString());
        Assert.Equal(2, step.GetProperty("state").EnumerateObject().Count());
        Assert.Equal(3, property.GetProperty("itf").GetProperty("states").GetArrayLength());
    }

    [Fact]
    public void A_whole_small_graph_is_drawn_and_a_large_one_refused()
    {
        string dot = GraphExport.ToDot(Checker.Pack(new TwoPhaseCommit(3)));
        Assert.Equal((288, 1_145), (dot.Split('\n').Count(line => line.Contains("] [", StringComparison.Ordinal) || line.Contains(" [label=\"Res", StringComparison.Ordinal)), dot.Split(" -> ").Length - 1));
        Assert.Single(dot.Split('\n'), line => line.Contains("penwidth", StringComparison.Ordinal));
        Assert.Throws<InvalidOperationException>(() => GraphExport.ToDot(Checker.Pack(new TwoPhaseCommit(3)), maximumStates: 287));
    }

    [Fact]
    public void The_packed_sample_reads_like_the_natural_one()
    {
        Trace natural = Checker.Check(new TwoPhaseCommit(3))["all commit"].Trace!;
        Trace packed = Checker.Check(new PackedTwoPhaseCommit(3))["all commit"].Trace!;
        Assert.Equal(natural.Steps[0].State, packed.Steps[0].State);
        Assert.Equal(natural.Steps[^1].State, packed.Steps[^1].State);
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private static string Lines(string text) => string.Join('|', text.Split('\n').Select(line => line.Trim()));
}

using Tenon.Simulation.Campaigns;
using Tenon.Simulation.Faults;
using Tenon.Simulation.Interception;

namespace Tenon.Simulation.Tests;

public sealed class FaultTests
{
    // Goal: a schedule that is printed is the schedule that is read, so a failure can be made again.
    [Fact]
    public void A_fault_is_read_as_it_is_written()
    {
        Assert.All(FaultTable.All, fault => Assert.Equal(new Fault(fault.Kind, fault.Site, 3), Fault.Parse(new Fault(fault.Kind, fault.Site, 3).ToString())));
        Assert.Equal("DieAfter@Publish#2", new Fault(FaultKind.DieAfter, CallSite.Publish, 2).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("DieAfter")]
    [InlineData("DieAfter@Publish")]
    [InlineData("DieAfter@Publish#0")]
    [InlineData("DieAfter@Publish#-1")]
    [InlineData("Die@Publish#1")]
    [InlineData("DieAfter@Publishing#1")]
    [InlineData("99@Publish#1")]
    [InlineData("Tear@Publish#1")]
    public void What_is_no_fault_is_refused_by_name(string text) => Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => Fault.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_fault_strikes_at_its_occurrence_and_once()
    {
        var fault = new Fault(FaultKind.Throttle, CallSite.Plan, 2);
        var schedule = new FaultSchedule([fault]);
        Assert.Equal([null, fault, null], Enumerable.Range(0, 3).Select(_ => schedule.Next(CallSite.Plan)));
        Assert.Null(schedule.Next(CallSite.Stage));
        Assert.Equal([fault], schedule.Struck);
        Assert.Equal((3, 1), (schedule.CountOf(CallSite.Plan), schedule.CountOf(CallSite.Stage)));
    }

    [Fact]
    public void Nothing_strikes_once_it_is_over()
    {
        var schedule = new FaultSchedule([new Fault(FaultKind.Throttle, CallSite.Plan, 1)]) { IsOver = true };
        Assert.Null(schedule.Next(CallSite.Plan));
        Assert.Empty(schedule.Struck);
    }

    // Goal: a campaign that is large enough has every fault on its schedule.
    [Fact]
    public void As_many_seeds_as_a_campaign_has_draw_every_fault_at_an_early_occurrence()
    {
        Fault[] drawn = [.. Enumerable.Range(1, CampaignResult.CompleteFrom).SelectMany(seed => FaultSchedule.Draw(seed))];
        Assert.Empty(FaultTable.All.Except(drawn.Where(fault => fault.Occurrence <= 3).Select(fault => (fault.Kind, fault.Site))));
        Assert.Contains(Enumerable.Range(1, 100), seed => FaultSchedule.Draw(seed).IsEmpty);
    }

    [Fact]
    public void A_request_says_how_it_is_made_again() => Assert.Equal(
        "--seed 7 --faults \"DieAfter@Publish#2 Tear@Import#1\" --files 3",
        new SimulationRequest(7) { Faults = [Fault.Parse("DieAfter@Publish#2"), Fault.Parse("Tear@Import#1")], Files = 3 }.ToString());
}

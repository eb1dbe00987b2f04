using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tenon.Integration.Tests.Exploring;

/// <summary>The explorer as a user meets it: the real program, a real browser, the keyboard.</summary>
public sealed class ExplorerTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_walk_by_keyboard_shows_steps_changes_and_standings()
    {
        await using ServedPage served = await browser.OpenAsync(["increment"]);
        IPage page = served.Page;
        await Expect(page.Locator("h1")).ToHaveTextAsync("Increment(2, no lock)");
        await Expect(page.Locator("#state-title")).ToHaveTextAsync("State 0");
        await Expect(page.Locator("#steps button")).ToHaveCountAsync(2);
        await Expect(page.Locator("#steps button").First).ToBeFocusedAsync();
        await Expect(page.Locator("#state tr.changed")).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#steps button").Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync($"{served.Address}#/0/1");
        await Expect(page.Locator("#state-title")).ToHaveTextAsync("State 1");
        await Expect(page.Locator("#state tr.changed th")).ToHaveTextAsync(["Threads"]);
        await Expect(page.Locator("#state tr.changed ins")).ToHaveTextAsync(["Read"]);
        await Expect(page.Locator("#state tr.changed del")).ToHaveTextAsync(["Started"]);
        await Expect(page.Locator("#run button").Last).ToContainTextAsync("IncrementAction { Thread = 1, Stage = Read }");

        await page.Keyboard.PressAsync("1");
        await Expect(page).ToHaveURLAsync($"{served.Address}#/0/1/1");
        await Expect(page.Locator("#state tr.changed th")).ToHaveTextAsync(["Counter", "Threads"]);
        await Expect(page.Locator("[data-property=counted]")).ToHaveAttributeAsync("data-standing", "Holds");

        // Back keeps what lies ahead; forward takes it again.
        await page.Keyboard.PressAsync("Backspace");
        await Expect(page).ToHaveURLAsync($"{served.Address}#/0/1/1;at=1");
        await Expect(page.Locator("#run li")).ToHaveCountAsync(3);
        await Expect(page.Locator("#run li.ahead")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page).ToHaveURLAsync($"{served.Address}#/0/1/1");
        await page.Keyboard.PressAsync("g");
        await Expect(page.Locator("#state-title")).ToHaveTextAsync("State 0");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync($"{served.Address}#/0/0");
        await Expect(page.Locator("#run li")).ToHaveCountAsync(2);

        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#keys")).ToBeHiddenAsync();
        served.JudgeCalm();
    }

    [Fact]
    public async Task A_link_leads_to_its_state_and_the_browser_goes_back_and_forward()
    {
        await using ServedPage served = await browser.OpenAsync(["increment"], "#/0/0/1/0;at=2");
        IPage page = served.Page;
        await Expect(page.Locator("#state-title")).ToHaveTextAsync("State 2");
        await Expect(page.Locator("#run li")).ToHaveCountAsync(4);
        await Expect(page.Locator("#run [aria-current]")).ToHaveAttributeAsync("data-index", "2");
        await page.Keyboard.PressAsync("y");
        await Expect(page.Locator("#copy")).ToContainTextAsync("Copied");
        Assert.Equal($"{served.Address}#/0/0/1/0;at=2", await page.EvaluateAsync<string>("navigator.clipboard.readText()"));

        await page.Locator("#run button").Nth(1).ClickAsync();
        await Expect(page.Locator("#state-title")).ToHaveTextAsync("State 1");
        await page.GoBackAsync();
        await Expect(page.Locator("#state-title")).ToHaveTextAsync("State 2");
        await page.GoForwardAsync();
        await Expect(page.Locator("#state-title")).ToHaveTextAsync("State 1");
        served.JudgeCalm();
    }

    [Fact]
    public async Task A_check_leads_to_the_counterexample()
    {
        await using ServedPage served = await browser.OpenAsync(["increment"]);
        IPage page = served.Page;
        await Expect(page.Locator("#steps button").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("c");
        await Expect(page.Locator("#check-status")).ToContainTextAsync("searched 13 states, depth 4");
        await Expect(page.Locator("#check-status")).ToContainTextAsync("1 violated");
        await page.GetByRole(AriaRole.Link, new() { Name = "counterexample" }).ClickAsync();
        await Expect(page.Locator("#state-title")).ToHaveTextAsync("State 4");
        await Expect(page.Locator("[data-property=counted]").First).ToHaveAttributeAsync("data-standing", "Fails");
        await Expect(page.Locator("#run li").Last).ToContainTextAsync("✗ counted");
        await Expect(page.Locator("#steps-note")).ToHaveTextAsync("No step is possible.");

        // The step before says where it leads.
        await page.Keyboard.PressAsync("h");
        await Expect(page.Locator("#steps .note.bad")).ToHaveTextAsync(["✗ counted"]);

        // The result outlives the page.
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "counterexample" })).ToBeVisibleAsync();
        served.JudgeCalm();
    }

    [Theory]
    [InlineData("0", "1", "stays in state")]
    [InlineData("1", "0", "back to state")]
    public async Task A_counterexample_of_a_temporal_property_shows_its_loop(string leftHanded, string strong, string turn)
    {
        await using ServedPage served = await browser.OpenAsync(["philosophers", "--param", $"left-handed={leftHanded}", "--param", $"strong={strong}"]);
        IPage page = served.Page;
        await page.Locator("#check").ClickAsync();
        await page.Locator("a[data-property='who is hungry eats']").ClickAsync();
        await Expect(page.Locator("#run .turn")).ToContainTextAsync(turn);
        Match loop = Regex.Match(page.Url, @";loop=(\d+)$");
        Assert.True(loop.Success, page.Url);
        await Expect(page.Locator("#run li.loop button").First).ToHaveAttributeAsync("data-index", loop.Groups[1].Value);
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.Locator("#run .turn")).ToContainTextAsync(turn);
        served.JudgeCalm();
    }

    [Fact]
    public async Task A_path_that_does_not_exist_is_explained_and_the_way_back_is_shown()
    {
        await using ServedPage served = await browser.OpenAsync(["increment"], "#/0/1/7/3");
        IPage page = served.Page;
        await Expect(page.Locator("#problem")).ToContainTextAsync("State 1 of the path has the steps 0 to 1; the path asks for step 7.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Go as far as the path leads" }).ClickAsync();
        await Expect(page.Locator("#problem")).ToBeHiddenAsync();
        await Expect(page.Locator("#state-title")).ToHaveTextAsync("State 1");
        served.JudgeCalm(expectedError: "404");
    }

    [Fact]
    public async Task Thousands_of_initial_states_are_shown_in_parts_found_and_numbered()
    {
        await using ServedPage served = await browser.OpenAsync(["token-ring", "--param", "machines=6"]);
        IPage page = served.Page;
        await Expect(page.Locator("#steps-note")).ToHaveTextAsync("4,096 initial states.");
        await Expect(page.Locator("#steps button")).ToHaveCountAsync(100);
        await page.Locator("#more").ClickAsync();
        await Expect(page.Locator("#steps button")).ToHaveCountAsync(200);
        await Expect(page.Locator("#steps button").Nth(100)).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("[3, 3, 3, 3, 3,");
        await Expect(page.Locator("#steps-note")).ToHaveTextAsync("4,096 initial states. 4 found.");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#state td")).ToHaveTextAsync(["[3, 3, 3, 3, 3, 0]"]);

        // 40 could go on to 400 and 4095, so it takes Enter; 4095 could not.
        await page.GotoAsync($"{served.Address}#/");
        await Expect(page.Locator("#steps-title")).ToHaveTextAsync("Initial states");
        await page.Keyboard.TypeAsync("40");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync($"{served.Address}#/40");
        await Expect(page.Locator("#state-title")).ToHaveTextAsync("State 0");
        await page.Keyboard.PressAsync("Backspace");
        await Expect(page.Locator("#steps-title")).ToHaveTextAsync("Initial states");
        await page.Keyboard.TypeAsync("4095");
        await Expect(page).ToHaveURLAsync($"{served.Address}#/4095");
        served.JudgeCalm();
    }

    [Fact]
    public async Task The_page_cannot_reach_anything_else()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        await using ServedPage served = await browser.OpenAsync(["increment"]);
        IPage page = served.Page;
        await Expect(page.Locator("#steps button").First).ToBeFocusedAsync();

        // Nobody answers there, so without the page's policy the browser connects and waits in vain.
        Assert.Equal("refused", await page.EvaluateAsync<string>(
            $"fetch('http://{other.LocalEndpoint}/', {{ mode: 'no-cors', signal: AbortSignal.timeout(2000) }}).then(() => 'reached', () => 'refused')"));
        Assert.False(other.Pending(), "the browser connected to another server");
        Assert.Equal("reached", await page.EvaluateAsync<string>("fetch('/api/model').then(() => 'reached', () => 'refused')"));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_with_0_also_while_it_checks(string signal)
    {
        await using ServedPage served = await browser.OpenAsync(["two-phase-commit-packed", "--param", "managers=15"]);
        IPage page = served.Page;
        await page.Locator("#check").ClickAsync();
        await Expect(page.Locator("#check-status")).ToContainTextAsync("depth");
        Assert.Equal(0, served.Program.Stop(signal));
    }
}

using VioActors.Api;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;

namespace VioActors.Interop.Tests.Console;

/// <summary>The web console in a real browser against a real node (MGT-5).</summary>
public sealed class ConsoleTests(ConsoleSystem system) : IClassFixture<ConsoleSystem>
{
    private Browser Browser => system.Browser;

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task A_wrong_token_is_refused_in_words_and_the_right_one_shows_the_topology()
    {
        await system.OpenSignedOutAsync();
        await system.SignInAsync("vio_" + new string('A', 43));
        await Browser.UntilTextAsync(".problem", "one that is not known here");
        await Browser.UntilTextAsync(".sign-in", "data/management/admin-token");

        await system.SignInAsync(system.Token);

        await Browser.UntilAsync(Chip("vios1", "active"));
        await Browser.UntilAsync(Chip("vios2", "active"));
        await Browser.UntilTextAsync(".caller", "(administrator)");
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task A_VIOS_that_is_stopped_elsewhere_shows_as_stopped_and_nothing_else_is_touched()
    {
        await system.OpenAsync("/topology");
        await Browser.UntilAsync(Chip("vios1", "active"));
        await Browser.UntilAsync(Chip("vios2", "active"));
        await Browser.RunAsync($"window.kept = {ChipOf("vios1")}; window.kept.focus()");

        (await system.Vio.PbmAsync("vios", "stop", "-n", "vios2")).MustSucceed();
        await Browser.UntilAsync(Chip("vios2", "stopped"));
        (await system.Vio.PbmAsync("vios", "start", "-n", "vios2")).MustSucceed();
        await Browser.UntilAsync(Chip("vios2", "active"));

        // The same element, with the focus: the page was neither loaded nor made anew.
        Assert.True((await Browser.RunAsync("return window.kept.isConnected && document.activeElement === window.kept"))!.GetValue<bool>());
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task A_unit_made_by_the_form_is_there_and_is_removed_when_its_name_is_typed()
    {
        await system.OpenAsync("/lu");
        await Browser.ClickAsync("[data-operation=lu-create]");
        await Browser.TypeAsync("dialog [data-field=name] input", "by-console");
        await Browser.TypeAsync("dialog [data-field=sizeBytes] input", "1.5");
        await Browser.ClickAsync("dialog button[type=submit]");
        await Browser.UntilTextAsync("tbody", "by-console");
        var made = await system.Api.ShowAsync<LuObject>(VioObjectKind.Lu, "by-console");
        Assert.Equal(3L << 29, made.SizeBytes);

        await Browser.RunAsync("location.hash = '/lu/' + arguments[0]", made.Id);
        await Browser.ClickAsync("[data-operation=lu-remove]");
        await Browser.TypeAsync("dialog [data-typed]", "by-consol");
        Assert.True((await Browser.RunAsync("return document.querySelector('dialog [type=submit]').disabled"))!.GetValue<bool>());
        await Browser.TypeAsync("dialog [data-typed]", "by-console");
        await Browser.ClickAsync("dialog button[type=submit]");

        await Browser.UntilAsync("!document.querySelector('tbody').textContent.includes('by-console')");
        Assert.DoesNotContain(await system.Api.ListAsync<LuObject>(VioObjectKind.Lu), lu => lu.Name == "by-console");
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task What_the_API_refuses_is_said_in_its_words_and_the_form_keeps_what_was_typed()
    {
        var refusal = await system.Api.SendAsync(
            new VioRequest(null, new CreateObject(null, new LuCreation("lu1", "rootpool", 1L << 30))), CancellationToken.None);
        await system.OpenAsync("/lu");
        await Browser.ClickAsync("[data-operation=lu-create]");
        await Browser.TypeAsync("dialog [data-field=name] input", "lu1");
        await Browser.TypeAsync("dialog [data-field=sizeBytes] input", "1");
        await Browser.ClickAsync("dialog button[type=submit]");

        await Browser.UntilTextAsync("dialog .problem", refusal.Exception!.Text);
        await Browser.UntilTextAsync("dialog .problem", refusal.Exception.Action);
        Assert.Equal("lu1", $"{await Browser.RunAsync("return document.querySelector('dialog [data-field=name] input').value")}");
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task Markup_in_what_the_machine_says_is_shown_as_text()
    {
        const string Markup = "<img src=x onerror=\"window.ran=1\"><script>window.ran=1</script>";
        await SetPolicyAsync("notice", Markup);
        var cluster = (await system.Api.ListAsync<ClusterObject>(VioObjectKind.Cluster))[0];

        await system.OpenAsync($"/cluster/{cluster.Id}");

        await Browser.UntilTextAsync(".details", Markup);
        Assert.Equal("undefined", $"{await Browser.RunAsync("return typeof window.ran")}");
        Assert.Equal("0", $"{await Browser.RunAsync("return document.querySelectorAll('#console img').length")}");
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task A_change_that_another_made_first_is_shown_and_the_form_then_applies_to_that()
    {
        var lu = await system.Api.CreateAsync<LuObject>(new LuCreation("contended", "rootpool", 1L << 30));
        await system.OpenAsync($"/lu/{lu.Id}");
        await Browser.ClickAsync("[data-operation=lu-resize]");
        await Browser.TypeAsync("dialog [data-field=sizeBytes] input", "3");
        var other = await system.Api.ChangeAsync<LuObject>(lu.Version, new LuAlteration(lu.Id, SizeBytes: 2L << 30));

        await Browser.ClickAsync("dialog button[type=submit]");
        await Browser.UntilTextAsync("dialog .problem", "versionConflict");
        await Browser.UntilTextAsync("dialog .problem", $"Now: name contended, size 2 GiB, status ready, version {other.Version}.");
        await Browser.ClickAsync("dialog button[type=submit]");

        await Browser.UntilAsync("!document.querySelector('dialog')");
        Assert.Equal(3L << 30, (await system.Api.ShowAsync<LuObject>(VioObjectKind.Lu, lu.Id)).SizeBytes);
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task Who_may_only_read_is_offered_nothing_else()
    {
        await system.OpenAsync("/lu", await system.TokenOfViewerAsync());

        await Browser.UntilTextAsync(".caller", "reader (viewer)");
        await Browser.UntilTextAsync("tbody", "lu1");
        await Browser.UntilAsync("document.querySelector('[data-operation=lu-create]').disabled");
        await Browser.UntilAsync("document.querySelector('[data-operation=lu-create]').title === 'Needs the role operator'");
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task While_the_node_is_gone_a_banner_says_so_and_when_it_is_back_the_console_goes_on()
    {
        await system.OpenAsync("/lu");
        await Browser.UntilTextAsync("tbody", "lu1");
        await Browser.RunAsync("window.kept = true");

        await system.KillAsync();
        await Browser.UntilTextAsync(".banner:not([hidden])", "Not connected, trying again.");
        await Browser.UntilTextAsync(".banner", "What is shown is");
        await Browser.UntilTextAsync("tbody", "lu1");

        await system.StartAsync();
        await system.Api.CreateAsync<LuObject>(new LuCreation("after-the-gap", "rootpool", 1L << 30));

        await Browser.UntilTextAsync("tbody", "after-the-gap");
        await Browser.UntilAsync("document.querySelector('.banner').hidden && window.kept");
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task The_output_of_a_command_is_shown_as_it_comes_until_it_is_stopped()
    {
        // The console's side of it, with answers that the test gives piece by piece.
        await system.OpenAsync("/topology");
        await Browser.RunAsync("""
            const real = window.fetch;
            const command = { name: 'list', description: 'all of them', arguments: [] };
            const palettes = [{ palette: 'vios', description: '', commands: [command] }];
            window.fetch = (place, options) => {
              if (place === '/api/v1/commands') return Promise.resolve(new Response(JSON.stringify(palettes)));
              if (place !== '/api/v1/command') return real(place, options);
              window.asked = options.body;
              const text = new TextEncoder();
              return Promise.resolve(new Response(new ReadableStream({
                start(stream) {
                  window.say = (said) => stream.enqueue(text.encode(said));
                  options.signal.addEventListener('abort', () => { window.halted = true; stream.error(options.signal.reason); });
                },
              })));
            };
            location.hash = '/commands';
            """);
        await Browser.UntilTextAsync(".commands details", "vios list");
        await Browser.TypeAsync(".command-line input", "vi\uE004li\uE004\uE007");
        await Browser.UntilAsync("window.say");
        Assert.Equal("vios list", $"{await Browser.RunAsync("return window.asked")}");

        await Browser.RunAsync("""window.say('{"line":"one <b>"}\n{"line":"tw')""");
        await Browser.UntilTextAsync(".output", "one <b>");
        Assert.DoesNotContain("tw", await Browser.TextAsync(".output .line:last-child"), StringComparison.Ordinal);
        await Browser.RunAsync("""window.say('o"}\n{"error":"three"}\n')""");
        await Browser.UntilTextAsync(".output .line:nth-last-child(2)", "two");
        await Browser.UntilTextAsync(".output .error", "three");

        await Browser.ClickAsync(".command-line button:nth-of-type(2)");
        await Browser.UntilAsync("window.halted");
        await Browser.UntilTextAsync(".output .error:last-child", "may still take effect");
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task A_command_is_run_by_the_node_and_one_that_fails_says_why()
    {
        await system.OpenAsync("/commands");
        await Browser.UntilTextAsync(".commands details", "vios list");

        await Browser.TypeAsync(".command-line input", "vios list -field name,state\uE007");
        await Browser.UntilTextAsync(".output", "vios1");
        await Browser.UntilTextAsync(".output", "vios2");
        await Browser.UntilAsync("!document.querySelector('.command-line button').disabled");
        await Browser.TypeAsync(".command-line input", "lu remove -lu nothere\uE007");
        await Browser.UntilTextAsync(".output", "Exit code 1");

        Assert.Contains("nothere", await Browser.TextAsync(".output .error"), StringComparison.Ordinal);
        Assert.DoesNotContain("vios list", await Browser.TextAsync(".output .error"), StringComparison.Ordinal);
    }

    private async Task SetPolicyAsync(string name, string content)
    {
        var policies = (await system.Api.ListAsync<ClusterObject>(VioObjectKind.Cluster))[0].Policies;
        var version = policies.SingleOrDefault(policy => policy.Name == name)?.Version ?? 0;
        var answer = await system.Api.SendAsync(
            new VioRequest(null, new ChangeObject(version, null, new ClusterAlteration(name, content))), CancellationToken.None);
        Assert.Null(answer.Exception);
    }

    private static string ChipOf(string vios) =>
        $"[...document.querySelectorAll('.vios .head .chip')].find(chip => chip.firstChild.textContent === '{vios}')";

    private static string Chip(string vios, string state) => $"{ChipOf(vios)}?.textContent.includes('{state}')";
}

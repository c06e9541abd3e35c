"""A file that is too large is refused in the browser: a bad line never carries it."""

from __future__ import annotations


def test_a_list_that_is_too_large_is_not_sent(site, open_page):
    page = open_page("/en/trainings/today/roster/", login="coordinator@demo.example", width=360, height=760)
    sent = []
    page.on("request", lambda request: sent.append(request.method))  # a part of the page may still be fetched
    field = page.locator("input[type=file]")
    # Made in the page: eleven megabytes need not pass through the driver.
    put = """(input, size) => {
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(size)], "list.csv"));
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }"""
    field.evaluate(put, 11 * 1024 * 1024)
    assert "at most 10 MB" in field.evaluate("input => input.validationMessage")
    page.locator("main form button").first.click()
    assert "POST" not in sent

    field.evaluate(put, 100)
    assert field.evaluate("input => input.validationMessage") == ""
    page.locator("main form button").first.click()
    page.wait_for_selector(".note-stop, .error-summary")
    assert sent.count("POST") == 1
